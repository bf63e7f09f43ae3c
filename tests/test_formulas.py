"""Formulas become MathML that every engine sets alike: what Chromium forgives, Firefox and WebKit do not."""

import pytest
from formulas import mathml


@pytest.mark.parametrize("kind", ["pmatrix", "bmatrix", "vmatrix"])
def test_the_brackets_of_a_matrix_have_a_row_of_their_own(kind):
    """In a longer row Firefox does not stretch them."""
    matrix = rf"\begin{{{kind}}} 1 & 0 \end{{{kind}}}"
    alone = mathml(matrix).split("<mrow>", 1)[1].removesuffix("</mrow></math>")
    assert alone.count("<mo>") == 2
    assert f"<mo>&#x0003D;</mo>{alone}{alone}<mo>&#x0002C;</mo>" in mathml(f"a = {matrix} {matrix},")
    assert alone.startswith("<mrow><mo>") and alone.endswith("</mo></mrow>")


def test_a_matrix_without_brackets_stays_in_its_row():
    assert "<mo>&#x0003D;</mo><mtable>" in mathml(r"a = \begin{matrix} 1 & 0 \end{matrix}, b")


@pytest.mark.parametrize("latex", ["a = -1", r"\sum_{m = -1}^1", "f(-x)", "(a, -b)", r"a \cdot -b"])
def test_a_sign_stands_close_to_what_it_belongs_to(latex):
    assert mathml(latex).count('<mo form="prefix">&#x02212;</mo>') == 1


@pytest.mark.parametrize("latex", ["a - 1", "(a) - 1", "|a| - 1", r"\lVert a \rVert - 1", r"\lfloor a \rfloor - 1"])
def test_a_difference_has_room_on_both_sides(latex):
    assert "<mo>&#x02212;</mo>" in mathml(latex)


def test_the_bars_of_a_norm_are_brackets_of_one_height():
    bars = r'<mo form="prefix" stretchy="false">&#x02016;</mo>', r'<mo form="postfix" stretchy="false">&#x02016;</mo>'
    assert "<mi>k</mi>".join(bars) in mathml(r"\sigma \lVert k \rVert")
