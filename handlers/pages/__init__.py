"""The linking pages as people see them: templates, one stylesheet, and the words of refusals."""
