"""FreeEEG32."""
