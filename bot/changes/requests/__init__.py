"""Changes that wait for somebody's decision: who is asked, what they decide, and what people see of it."""
