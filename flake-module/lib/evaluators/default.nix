# Evaluators: where a plan comes from.
#
# An evaluator is one file in this folder, a function
#
#   { lib, ... }@env -> {
#     name;      # what it is called; `auto` answers in the name of the one that it picked
#     index;     # ANSWER: { version; hosts = [ name ]; homes = [ name ]; outputs = { … { "$output" = leaf; } … }; }
#     shard;     # leaf -> ANSWER: what was planned for the host or home (lib/leaf.nix), its `reads` included
#     live;      # the plan is made of today's declarations: there are no digests to compare
#     problems;  # optional: all that is wrong with the plan, a sentence each, where it is known without comparing
#     verdict;   # what to say of a plan with which nothing is wrong
#     remedy;    # the sentence that says what to run when an answer no longer holds
#   }
#
# where ANSWER is `{ ok = value; }` or `{ error = "sentence"; }`. It answers; it never throws: whoever needs the *names*
# of outputs must not fall over a plan that cannot be read, and a check wants to report every bad shard at once. The tree
# of outputs is read name by name: what is below one that nobody asks for may be as dear as it likes.
#
# `env` has the folder of a committed plan (`dir`, how to call it when talking to people: `shown`, and the `problem` that
# keeps it from being one), and what a plan can be made of: the `declarations`, den's own `package` by system, and the
# `system` to build for.
{
  auto = ./auto.nix;
  committed = ./committed.nix;
  ifd = ./ifd.nix;
}
