"""Lists as one parameter. `IN` has one for each value, and of a thousand that is most of what a statement costs."""

from sqlalchemy import ARRAY, JSON, ColumnElement, String, any_, bindparam, func, select


def one_of(texts: ColumnElement[str], name: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """Whether a column has one of the texts in the parameter of this name."""
    if is_sqlite:
        given = func.json_each(bindparam(name, type_=JSON)).table_valued("value")
        return texts.in_(select(given.c.value))
    return texts == any_(bindparam(name, type_=ARRAY(String)))
