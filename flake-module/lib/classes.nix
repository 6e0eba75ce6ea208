# What the planner is told of a class. The options are declared beside those of evaluation
# (options/classes.nix).
{
  document = class: {
    inherit (class) at hostClass intoAttr;
    forward = if class.forward == null then null else { inherit (class.forward) into path; };
  };
}
