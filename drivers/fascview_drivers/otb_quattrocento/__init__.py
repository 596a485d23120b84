"""OT Bioelettronica Quattrocento."""
