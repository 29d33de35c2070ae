"""All rules; importing a module of rules registers them."""

import rules_container
import rules_first_bytes
import rules_keys
import rules_numbers
import rules_quantised
import rules_structure
import rules_tensors
import rules_values
from rule_set import RULES, differences, make

MODULES = (
    rules_first_bytes, rules_container, rules_structure, rules_tensors, rules_values, rules_keys,
    rules_numbers, rules_quantised,
)  # fmt: skip
__all__ = ["MODULES", "RULES", "differences", "make"]
