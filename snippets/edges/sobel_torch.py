"""The same two kernels as the weight of a convolutional layer in PyTorch."""

import torch
import torch.nn.functional as F
from skimage import data


def sobel_layer(image):
    """Image (height, width) -> maps gx and gy (2, height - 2, width - 2)."""
    image = image.double()  # in uint8, -1 would be 255
    sobel_x = torch.tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).to(image)
    weight = torch.stack([sobel_x, sobel_x.T])[:, None]  # (out, in, 3, 3)
    return F.conv2d(image[None, None], weight)[0]  # one image, one channel


if __name__ == "__main__":
    image = torch.from_numpy(data.camera() / 255)
    maps = sobel_layer(image)
    print("feature maps", tuple(maps.shape))
    print(f"gx  {maps[0].min():.2f} to {maps[0].max():.2f}")
    print(f"gy  {maps[1].min():.2f} to {maps[1].max():.2f}")
