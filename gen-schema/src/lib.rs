//! Settings interfaces, mixin layers and their resolution, with provenance.
