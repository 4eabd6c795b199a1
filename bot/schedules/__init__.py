"""What the clock sets off: rules, and the rows that carry them."""
