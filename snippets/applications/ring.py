"""On a ring, a graph layer with one weight a distance is a circular convolution."""

import numpy as np


def neighbours(edges, nodes):
    """Adjacency matrix: 1 where an edge joins two nodes. Shape (nodes, nodes)."""
    matrix = np.zeros((nodes, nodes))
    for one, other in edges:
        matrix[one, other] = matrix[other, one] = 1
    return matrix


def graph_layer(matrix, values, own, near):
    """Each node: its value times ``own`` plus the sum of its neighbours' times ``near``."""
    return own * values + near * matrix @ values


def circular_convolution(values, kernel):
    """Slide a kernel of three weights around a ring of values."""
    left, middle, right = kernel
    return left * np.roll(values, 1) + middle * values + right * np.roll(values, -1)


def same(one, other):
    return np.allclose(one, other)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    values = rng.normal(size=8)
    ring = neighbours([(node, (node + 1) % 8) for node in range(8)], 8)
    slid = circular_convolution(values, (-0.5, 2, -0.5))
    print("ring: same as", (-0.5, 2, -0.5), same(graph_layer(ring, values, 2, -0.5), slid))

    order = rng.permutation(8)  # number the nodes differently
    moved = graph_layer(ring[order][:, order], values[order], 2, -0.5)
    print("renumbered: graph layer", same(moved, slid[order]))
    again = circular_convolution(values[order], (-0.5, 2, -0.5))
    print("renumbered: convolution", same(again, slid[order]))

    star = neighbours([(0, node) for node in range(1, 8)], 8)
    print("star:", np.round(graph_layer(star, np.arange(8.0), 2, -0.5), 1))
