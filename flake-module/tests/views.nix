# What users see of each other's aspects: views, their identity, and what breaks it.
{ lib, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };

  includes =
    modules: builtins.concatMap (part: part.includes) (declare modules).aspects.probe.shape.parts;
  # One aspect `probe` that includes what `f` makes of the views.
  probe =
    f:
    includes [
      base
      ({ den, ... }: { den.aspects.probe.includes = f den.aspects; })
    ];

  base = {
    den.aspects = {
      nginx = {
        nixos.web = true;
        meta.description = "a web server";
      };
      gaming = { host, ... }: {
        nixos.host = host.name;
        provides.emulation = { user, ... }: { nixos.user = user.name; };
        _.retro.nixos = { };
      };
      never = throw "nobody asked for it";
    };
  };
  updated = [
    {
      malformed = {
        code = "den::aspect::updated";
        expected = "an aspect, or an inline aspect that includes it";
        found = "an aspect altered with //";
      };
    }
  ];
in
{
  "an aspect is included by value or by name" = {
    expr = probe (aspects: [
      aspects.nginx
      "gaming"
      aspects.gaming
    ]);
    expected = [
      { aspect = "nginx"; }
      { aspect = "gaming"; }
      { aspect = "gaming"; }
    ];
  };
  "`with den.aspects;` works" = {
    expr = probe (aspects: with aspects; [ nginx ]);
    expected = [ { aspect = "nginx"; } ];
  };
  "what an aspect provides has its path for a name, also inside a function" = {
    expr = probe (aspects: [
      aspects.gaming._.emulation
      aspects.gaming.provides.retro
    ]);
    expected = [
      { aspect = "gaming/emulation"; }
      { aspect = "gaming/retro"; }
    ];
  };
  "aspects may include each other" = {
    expr = map includes [
      [
        (
          { den, ... }:
          {
            den.aspects.probe.includes = [ den.aspects.other ];
            den.aspects.other.includes = [ den.aspects.probe ];
          }
        )
      ]
    ];
    expected = [ [ { aspect = "other"; } ] ];
  };
  "another aspect as the definition is an include of it" = {
    expr = includes [
      base
      ({ den, ... }: { den.aspects.probe = den.aspects.nginx; })
      { den.aspects.probe.darwin = { }; }
    ];
    expected = [ { aspect = "nginx"; } ];
  };
  "// is refused, whichever key it touches" = {
    expr = map (f: probe (aspects: [ (f aspects.nginx) ]) == updated) [
      (it: it // { darwin = { }; })
      (it: it // { nixos = { }; })
      (it: it // { includes = [ ]; })
      (it: it // { meta.description = "mine"; })
      (it: removeAttrs it [ "nixos" ])
      (it: lib.recursiveUpdate it { nixos.web = false; })
      (it: builtins.mapAttrs (_: value: value) it)
      (it: it // lib.genAttrs [ "darwin" ] (_: { }))
    ];
    expected = [
      true
      true
      true
      true
      true
      true
      true
      true
    ];
  };
  "// with nothing changes nothing" = {
    expr = probe (aspects: [ (aspects.nginx // { }) ]);
    expected = [ { aspect = "nginx"; } ];
  };
  "// as a definition is refused too" = {
    expr = includes [
      base
      ({ den, ... }: {
        den.aspects.probe = den.aspects.nginx // {
          darwin = { };
        };
      })
    ];
    expected = updated;
  };
  "a parametric aspect can be applied by hand, to an inline aspect" = {
    expr = map (include: builtins.attrNames include) (
      probe (aspects: [ (aspects.gaming { host.name = "web1"; }) ])
    );
    expected = [ [ "inline" ] ];
  };
  "a view shows what was declared" = {
    expr =
      let
        inherit
          (declare [
            base
            { den.aspects.nginx.meta.categories = [ "Web" ]; }
          ])
          den
          ;
      in
      {
        inherit (den.aspects.nginx) meta nixos;
        names = builtins.attrNames den.aspects;
      };
    expected = {
      meta = {
        categories = [ "Web" ];
        description = "a web server";
      };
      names = [
        "gaming"
        "never"
        "nginx"
      ];
      nixos.web = true;
    };
  };
  "mapping over the aspects sees the aspects" = {
    expr = lib.mapAttrs (_: aspect: aspect.__den.id) (
      removeAttrs (declare base).den.aspects [ "never" ]
    );
    expected = {
      gaming = "gaming";
      nginx = "nginx";
    };
  };
  "an aspect that is switched off does not exist" = {
    expr =
      builtins.attrNames
        (declare {
          den.aspects = {
            off = lib.mkIf false { nixos = { }; };
            on = { };
          };
        }).aspects;
    expected = [ "on" ];
  };
}
