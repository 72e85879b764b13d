"""The exchange floor: which reply answers, the plan for it, and the record of what happened."""
