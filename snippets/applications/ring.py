"""On a ring, a graph layer with two weights is a circular convolution."""

import numpy as np


def adjacency(edges, nodes):
    """1 where an edge joins two nodes, else 0. Shape (nodes, nodes)."""
    matrix = np.zeros((nodes, nodes))
    for one, other in edges:
        matrix[one, other] = matrix[other, one] = 1
    return matrix


def graph_layer(matrix, values, own, near):
    """``own`` times each node's value, ``near`` times its neighbours' sum."""
    return own * values + near * matrix @ values


def slide_around(values, kernel):
    """Slide a kernel of three weights around a ring of values."""
    left, middle, right = kernel
    before, after = np.roll(values, 1), np.roll(values, -1)
    return left * before + middle * values + right * after


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    values = rng.normal(size=6)
    ring = adjacency([(node, (node + 1) % 6) for node in range(6)], 6)
    answer = graph_layer(ring, values, own=2, near=-0.5)
    kernel = (-0.5, 2, -0.5)
    slid = slide_around(values, kernel)
    print("ring: layer and convolution agree", np.allclose(answer, slid))

    order = rng.permutation(6)  # number the nodes in another way
    renumbered = graph_layer(ring[order][:, order], values[order], 2, -0.5)
    print("renumbered: graph layer", np.allclose(renumbered, answer[order]))
    slid = slide_around(values[order], kernel)
    print("renumbered: convolution", np.allclose(slid, answer[order]))

    star = adjacency([(0, node) for node in range(1, 6)], 6)
    print("star, same weights:", graph_layer(star, np.arange(6), 2, -0.5))
