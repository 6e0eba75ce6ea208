# `den.namespace`: aspects from elsewhere, under a name of their own, and for elsewhere.
{ lib, harness, ... }:
let
  namespace = import ../lib/namespace.nix;

  fleetIn =
    modules:
    import ../lib/mk-fleet.nix {
      inherit lib;
      inherit (harness) inputs;
      modules = [
        { den.evaluator = "committed"; }
      ]
      ++ modules;
    };
  documentOf = modules: (fleetIn modules).den.fleet;

  # A flake that has a namespace for others, as they see it.
  team = fleetIn [
    (namespace "shared" true)
    {
      shared.vim = {
        homeManager.programs.vim.enable = true;
      };
    }
    (
      { shared, lib, ... }:
      {
        shared.desktop = {
          includes = [ shared.vim ];
          settings.scale.default = 1;
          nixos = { settings, ... }: { services.desktop.scale = settings.scale; };
        };
        den.aspects.shared.provides.desktop = lib.mkIf true { nixos.services.desktop.enable = true; };
      }
    )
  ];

  web1 = {
    den.hosts.x86_64-linux.web1 = { };
  };
  using = name: sources: [
    web1
    (namespace name sources)
  ];
in
{
  "an aspect of a namespace is named by both" = {
    expr =
      let
        document = documentOf [
          web1
          (
            { den, clan, ... }:
            {
              imports = [ (den.namespace "clan" [ { borgbackup.nixos.services.borg = { }; } ]) ];
              den.aspects.web1.includes = [
                clan.borgbackup
                den.aspects.borgbackup
              ];
              den.aspects.borgbackup.nixos = { };
            }
          )
        ];
        part = builtins.head document.aspects.web1.shape.parts;
      in
      {
        inherit (part) includes;
        provided = builtins.attrNames document.aspects.clan.provides;
      };
    expected = {
      includes = [
        { aspect = "clan/borgbackup"; }
        { aspect = "borgbackup"; }
      ];
      provided = [ "borgbackup" ];
    };
  };
  "with flake-parts' own mkFlake in den's wrapper" = {
    expr =
      let
        flake =
          import ../lib/mk-flake.nix
            {
              inputs = harness.inputs // {
                self.outPath = ./.;
              };
            }
            (
              {
                clan,
                den,
                sel,
                ...
              }:
              {
                imports = [ (den.namespace "clan" [ { zerotier.nixos = { }; } ]) ];
                systems = [ "x86_64-linux" ];
                den.hosts.x86_64-linux.web1.includes = [ clan.zerotier ];
                den.fleet.environments.e.hosts = sel.aspect clan.zerotier;
              }
            );
      in
      [
        flake.den.fleet.hosts.web1.includes
        flake.den.fleet.fleet.environments.e.selector
      ];
    expected = [
      [ { aspect = "clan/zerotier"; } ]
      { aspect = "clan/zerotier"; }
    ];
  };
  "with plain flake-parts, and exported" = {
    expr =
      let
        flake = harness.mkFlake { } (
          {
            clan,
            policy,
            sel,
            ...
          }:
          {
            den.policies.vpn = policy.rule {
              when = sel.star;
              effects = [ (policy.require clan.zerotier) ];
            };
            imports = [
              ../.
              (namespace "clan" [ true ])
              (namespace "more" true)
            ];
            clan.zerotier.nixos = { };
            den.hosts.x86_64-linux.web1.includes = [ clan.zerotier ];
          }
        );
      in
      {
        inherit (flake.den.fleet.hosts.web1) includes;
        requires = map (effect: effect.require.aspect) flake.den.fleet.rules.vpn.effects;
        exports = lib.mapAttrs (_: builtins.attrNames) flake.denful;
      };
    expected = {
      includes = [ { aspect = "clan/zerotier"; } ];
      requires = [ "clan/zerotier" ];
      exports = {
        clan = [ "zerotier" ];
        more = [ ];
      };
    };
  };
  "what a flake exports is what another imports" = {
    expr =
      let
        document = documentOf (
          using "shared" [ team ]
          ++ [
            ({ shared, ... }: { den.aspects.web1.includes = [ shared.desktop ]; })
          ]
        );
        inherit (document.aspects.shared.provides.desktop) interface shape;
      in
      {
        exported = builtins.attrNames team.denful.shared;
        includes = lib.concatMap (part: part.includes) shape.parts;
        content = map (part: builtins.attrNames part.classes) shape.parts;
        settings = builtins.attrNames interface.properties;
      };
    expected = {
      exported = [
        "desktop"
        "vim"
      ];
      includes = [ { aspect = "shared/vim"; } ];
      content = [
        [ "nixos" ]
        [ "nixos" ]
      ];
      settings = [ "scale" ];
    };
  };
  "sources of every kind, and what is added to them" = {
    expr =
      builtins.attrNames
        (documentOf (
          using "all" [
            { one.nixos = { }; }
            ({ lib, ... }: { two.nixos.x = lib.id 1; })
            [ ./fixtures/namespace.nix ]
            false
          ]
          ++ [
            (namespace "all" [ ])
            { all.four.nixos = { }; }
            { den.ful.all.five.nixos = { }; }
            { den.aspects.all._.six.nixos = { }; }
          ]
        )).aspects.all.provides;
    expected = [
      "five"
      "four"
      "one"
      "six"
      "three"
      "two"
    ];
  };
  "the same aspect from two places is one" = {
    expr =
      let
        document = documentOf (using "n" [ { a.nixos.x = 1; } ] ++ [ { n.a.darwin.y = 2; } ]);
      in
      map (part: builtins.attrNames part.classes) document.aspects.n.provides.a.shape.parts;
    expected = [
      [ "nixos" ]
      [ "darwin" ]
    ];
  };
  "content says which file it is from" = {
    expr = (fleetIn (using "n" [ ./fixtures/namespace.nix ])).modules.nixos."n/three".imports;
    expected = [
      {
        _file = toString ./fixtures/namespace.nix;
        imports = [ { services.three.enable = true; } ];
      }
    ];
  };
  "a namespace that nobody exports is none of the outputs" = {
    expr = fleetIn (using "n" [ { a.nixos = { }; } ]) ? denful;
    expected = false;
  };
  "a flake that exports nothing of that name" = {
    expr = (documentOf (using "clan" [ team ])).aspects.clan.provides;
    expectedError.msg = "exports no namespace of that name (it exports: shared). A flake exports one with `imports = [ (inputs.den.namespace \"clan\" true) ];`.";
  };
  "a flake that exports nothing at all" = {
    expr = (documentOf (using "clan" [ harness.inputs.nixpkgs ])).aspects.clan.provides;
    expectedError.msg = "den: namespace clan: the flake /stand-in/nixpkgs exports no namespace of that name. A flake exports one";
  };
  "a source that is none" = {
    expr = (documentOf (using "clan" [ 5 ])).aspects.clan.provides;
    expectedError.msg = "den: namespace clan: a source is a flake, aspects, a file of aspects, or a Boolean, and not int.";
  };
  "a name that is taken" = {
    expr = namespace "pkgs" [ ];
    expectedError.msg = "den: a namespace cannot be called `pkgs`: its name becomes a module argument and an option, and that one is taken.";
  };
  "a name that cannot be an argument" = {
    expr = namespace "my aspects" [ ];
    expectedError.msg = "den: a namespace cannot be called `my aspects`: its name becomes a module argument and an option, such as `clan` or `my-aspects`.";
  };
  "the special argument has all that `den` has" = {
    expr = (import ../lib/special.nix).names;
    expected =
      builtins.attrNames
        (lib.evalModules {
          modules = [ ../fleet.nix ];
          specialArgs.inputs = { };
        }).options.den;
  };
}
