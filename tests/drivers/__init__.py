"""How each widget is used: what the shared tests of tests/test_widgets.py need to know of it.

A driver is a module with these names; ``widget`` is the element's locator, ``page`` the window that it is in:

    PAGE                     where the widget stands, below the book's address
    PLAYS                    whether it has a Play button
    GROWS                    what makes it higher when it is finished; "" if nothing does
    LIT, PLAIN               selectors, when in use: what is lit, and its like that is not; None where both are drawn
    PINNED                   a function of the element: what is pinned in its tables; None if none of them pins
    CHOICES                  begin the names of tables in which Enter chooses what stays chosen, and pins nothing
    states(random)           a legal state by chance: the text of every field, as in a link
    use(widget, page, way)   finish the widget, from its opening state, by "pointer", "keyboard" or "touch" alone
    result(widget)           what the reader then sees; the same whichever way it was reached
    in_use(widget, page)     bring the widget into a state that shows all it has
    shown(widget)            the numbers that the code pane's `output` must equal, as nested lists
"""

from types import ModuleType

from tests.drivers import (
    connectivity_map,
    digit_lab,
    equivariance_bench,
    feature_hierarchy,
    kernel_lab,
    kernel_stepper,
    receptive_cone,
)

DRIVERS: dict[str, ModuleType] = {
    "connectivity-map": connectivity_map,
    "kernel-stepper": kernel_stepper,
    "feature-hierarchy": feature_hierarchy,
    "receptive-cone": receptive_cone,
    "equivariance-bench": equivariance_bench,
    "kernel-lab": kernel_lab,
    "digit-lab": digit_lab,
}
