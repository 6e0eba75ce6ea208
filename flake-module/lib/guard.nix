# Where errors in what the user wrote are caught: `attempt` is `tryEval`, so that a marker stands at the place and
# everything else is read.
#
# `tryEval` keeps to itself what was thrown. Where nothing is caught (`strict`), the same declarations fail with the
# user's own error and its trace. Not every `tryEval` is a guard: some ask a question to which an error is an answer
# (does it look at an argument that is not there yet?), and these stay.
{
  strict ? false,
}:
if strict then
  value: {
    success = true;
    inherit value;
  }
else
  builtins.tryEval
