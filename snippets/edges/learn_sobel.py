"""Gradient descent finds the nine numbers of Sobel from examples."""

import torch
import torch.nn.functional as F
from skimage import data

SOBEL = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])


def centred_photograph():
    """(512, 512); Sobel ignores the mean, and descent is quicker without it."""
    image = torch.from_numpy(data.camera()).float() / 255
    return image - image.mean()


def convolve(image, kernel):
    """Image (height, width), kernel (3, 3) -> map (height - 2, width - 2)."""
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]


def examples():
    """The head (128, 128), to learn from, and its Sobel map (126, 126)."""
    head = centred_photograph()[64:192, 160:288].contiguous()
    return head, convolve(head, SOBEL)


def learn(image, target, steps):
    """Fit a random kernel to the map; yields (step, kernel, loss) at steps."""
    torch.set_num_threads(1)  # quicker for so small an image
    random = torch.Generator().manual_seed(0)
    kernel = torch.randn(3, 3, generator=random, requires_grad=True)
    optimizer = torch.optim.SGD([kernel], lr=1.0, momentum=0.9)
    for step in range(max(steps) + 1):
        loss = (convolve(image, kernel) - target).square().mean()
        if step in steps:
            yield step, kernel.detach().clone(), loss.item()
        optimizer.zero_grad()
        loss.backward()  # a weight's gradient is summed over all positions
        optimizer.step()


if __name__ == "__main__":
    for step, kernel, loss in learn(*examples(), steps=(0, 10, 100, 1000)):
        error = (kernel - SOBEL).abs().max()
        print(f"step {step:4}  loss {loss:.4f}  off by {error:.3f}")
