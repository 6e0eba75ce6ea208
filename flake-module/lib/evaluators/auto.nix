# The plan that lies in the repository, where there is one; otherwise one that is built whenever Nix evaluates.
#
# Only whether the folder exists is asked, so this forces no more than the evaluator that it picks. Where there is no
# telling what the folder is, a plan may lie there unseen: that is for `committed` to say.
env@{
  dir,
  problem ? null,
  ...
}:
import (if problem != null || builtins.pathExists dir then ./committed.nix else ./ifd.nix) env
