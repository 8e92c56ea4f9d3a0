"""The portal: a region's cluster site, its people's side and its administration."""
