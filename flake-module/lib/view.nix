# What `den.aspects.<name>` is to the user who reads it.
#
# A view has the aspect's own keys, and `__den` with its identity. Only the *names* of the keys are
# computed to look at one: content stays unforced, so aspects may name each other in circles.
{ lib }:
let
  call = import ./reify/call.nix { inherit lib; };
  discharge = import ./discharge.nix { inherit lib; };

  isView =
    value: builtins.isAttrs value && value ? __den && builtins.isAttrs value.__den && value.__den ? id;

  # `view // { … }` keeps `__den` and with it an identity that is no longer true. Keys that came or
  # went give it away, and so do positions: an attribute that another file put there does not stand
  # where ours did.
  places =
    view:
    # The keys that most views have are asked for without a call for each: `mapAttrs` gives name and value, as they are
    # taken.
    builtins.mapAttrs builtins.unsafeGetAttrPos (
      builtins.intersectAttrs view {
        _ = view;
        __den = view;
        __functor = view;
        darwin = view;
        excludes = view;
        homeManager = view;
        includes = view;
        meta = view;
        nixos = view;
        provides = view;
        settings = view;
      }
    )
    // builtins.mapAttrs (name: _: builtins.unsafeGetAttrPos name view) (removeAttrs view common);
  common = [
    "_"
    "__den"
    "__functor"
    "darwin"
    "excludes"
    "homeManager"
    "includes"
    "meta"
    "nixos"
    "provides"
    "settings"
  ];
  isAltered = view: builtins.attrNames view != view.__den.keys || places view != view.__den.places;

  listOf = value: if builtins.isList value then value else [ value ];

  make =
    id: definitions:
    let
      values = map (d: d.value) (discharge.live definitions);
      functions = builtins.filter (value: lib.isFunction value && !isView value) values;
      sets = builtins.filter (
        d: builtins.isAttrs d.value && !(lib.isFunction d.value) && !(isView d.value)
      ) (discharge.live definitions);
      keys = discharge.zip sets;
      values' = name: map (d: d.value) (discharge.live (keys.${name} or [ ]));
      lists = name: builtins.concatMap listOf (values' name);

      # Another aspect as the whole definition is an include of it.
      others = builtins.filter isView values;

      # What a function provides is named by what it says without arguments; applied only when
      # somebody asks.
      applied = builtins.concatMap (
        f:
        let
          formals = call.formalsOf f;
          result = builtins.tryEval (
            builtins.filter (d: builtins.isAttrs d.value) (
              discharge.live [
                {
                  file = null;
                  value = call.apply call.static id formals f;
                }
              ]
            )
          );
        in
        if formals.unknown == [ ] && result.success then result.value else [ ]
      ) functions;
      provided = discharge.zip (sets ++ applied);
      provides = lib.mapAttrs (name: make "${id}/${name}") (
        discharge.zip (
          builtins.filter (d: builtins.isAttrs d.value) (
            discharge.live (provided.provides or [ ] ++ provided._ or [ ])
          )
        )
      );

      modules =
        name:
        let
          found = values' name;
        in
        if builtins.length found == 1 then builtins.head found else { imports = found; };

      view =
        builtins.mapAttrs (name: _: modules name) (
          removeAttrs keys [
            "_"
            "__den"
            "excludes"
            "includes"
            "meta"
            "provides"
          ]
        )
        // {
          _ = provides;
          __den = {
            inherit id;
            keys = builtins.attrNames view;
            places = places view;
          };
          excludes = lists "excludes";
          includes = others ++ lists "includes";
          meta = discharge.combineSets "the meta of aspect ${id}" (keys.meta or [ ]);
          inherit provides;
        }
        // lib.optionalAttrs (functions != [ ]) {
          # A parametric aspect may be applied by hand: the result is an inline aspect.
          __functor =
            _: arguments:
            if builtins.length values == 1 then
              builtins.head functions arguments
            else
              { includes = map (f: f arguments) functions ++ map (d: d.value) sets ++ others; };
        };
    in
    view;
in
{
  inherit isAltered isView make;
}
