"""Who decides, why this one, who is next, when to nudge and when it is too late. Pure: no I/O, no clock, no row."""
