# Evaluators: where a plan comes from.
#
# An evaluator is one file in this folder, a function
#
#   { lib, ... }@env -> {
#     index;   # ANSWER: { version; hosts = [ name ]; outputs = { … { "$output" = host; } … }; }
#     shard;   # host name -> ANSWER: what was planned for the host, its `reads` included
#     remedy;  # the sentence that says what to run when an answer no longer holds
#   }
#
# where ANSWER is `{ ok = value; }` or `{ error = "sentence"; }`. It answers; it never throws: whoever needs the *names*
# of outputs must not fall over a plan that cannot be read, and a check wants to report every bad shard at once.
#
# `env` is `{ lib; dir; shown; problem; }`: the folder of the plan and how to call it when talking to people, or a sentence
# that says why there is no folder (else null).
{
  committed = ./committed.nix;
}
