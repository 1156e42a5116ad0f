"""Photographs: taking files in, the renditions made of them, and who may see which."""
