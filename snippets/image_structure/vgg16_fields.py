"""What a unit of each block of VGG-16 sees, before and after its pooling."""

# Convolutions 3 x 3 in each block; a pooling 2 x 2 with steps of 2 ends it.
CONVOLUTIONS = (2, 2, 3, 3, 3)


def block_fields(convolutions):
    """[(field of the last convolution, field after pooling)] in pixels."""
    field, spacing = 1, 1  # spacing: pixels between neighbouring units
    fields = []
    for count in convolutions:
        field += count * (3 - 1) * spacing
        before = field
        field += (2 - 1) * spacing
        spacing *= 2
        fields.append((before, field))
    return fields


if __name__ == "__main__":
    for block, (before, after) in enumerate(block_fields(CONVOLUTIONS), 1):
        print(f"block {block}: {before:3} pixels, after pooling {after:3}")
