"""What families of indicators share and the law does not define: pay bands, stability intervals, one-person effects."""
