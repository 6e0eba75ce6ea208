# Plans of homes: what they name, what is bound there, and what is said when they no longer hold.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };
  home = "vic@mac";

  slices = {
    fleet = { };
    hosts.web1.facts.class = "nixos";
    homes = {
      ${home} = {
        facts.user = "vic";
        settings.git = [ { name = "vic"; } ];
      };
      ann.facts.user = "ann";
    };
  };
  edited = lib.recursiveUpdate slices { homes.${home}.settings.git = [ { name = "victor"; } ]; };

  declarations = {
    inherit slices;
    contents = {
      base.homeManager = [ [ { seen = [ "base" ]; } ] ];
      git.homeManager = [
        [ ({ home, settings, ... }: { seen = [ "${home.name} is ${settings.name}" ]; }) ]
      ];
    }
    // lib.genAttrs [ "environment" "home" "host" "peers" "settings" "user" ] (argument: {
      homeManager = [
        [ (lib.setFunctionArgs (it: { seen = [ it.${argument} ]; }) { ${argument} = false; }) ]
      ];
      nixos = [ [ (lib.setFunctionArgs (it: { seen = [ it.${argument} ]; }) { ${argument} = false; }) ] ];
    });
    interfaces = { };
    instantiators.p = [
      (
        {
          class,
          home,
          modules,
          name,
        }:
        "${home.name} ${class} ${name} ${toString (builtins.length modules)}"
      )
    ];
  };

  evaluate =
    { modules, ... }:
    (lib.evalModules {
      modules = [
        {
          options.seen = lib.mkOption {
            type = lib.types.listOf lib.types.raw;
            default = [ ];
          };
        }
      ]
      ++ modules;
    }).config;
  classes = lib.genAttrs [ "homeManager" "nixos" ] (_: {
    instantiate = evaluate;
  });

  output = modules: {
    at = [
      "homeConfigurations"
      home
    ];
    class = "homeManager";
    instantiate = null;
    forward = [ ];
    inherit modules;
  };
  module = aspect: by.module aspect "homeManager" "home:${home}";
  shard =
    modules:
    by.homeShard home {
      outputs = [ (output modules) ];
      reads = by.readsOf slices [
        [
          "homes"
          home
          "facts"
        ]
        [
          "homes"
          home
          "settings"
          "git"
        ]
      ];
      settings.git = {
        values.name = "vic";
        declared = null;
        missing = [ ];
      };
    };
  plan =
    today: shard:
    by.read {
      inherit classes;
      shards."home:${home}" = shard;
      declarations = by.declarations (declarations // { slices = today; });
    };
  read = today: modules: (plan today (shard modules)).outputs.homeConfigurations.${home};

  lacking = argument: (read slices [ (module argument) ]).seen;
  asks = aspect: "den: homeManager content of aspect ${aspect} asks for `${aspect}`, but";
in
{
  "static content, and what is bound to the home" = {
    expr =
      (read slices [
        (by.module "base" "homeManager" null)
        (module "git")
      ]).seen;
    expected = [
      "vic@mac is vic"
      "base"
    ];
  };
  "a home and a host have their plans apart" = {
    expr =
      let
        both = by.read {
          inherit classes;
          declarations = by.declarations (
            declarations
            // {
              slices = slices // {
                homes.web1 = { };
              };
            }
          );
          shards = {
            web1 = by.shard "web1" {
              outputs = [ (by.output "web1" { }) ];
            };
            "home:web1" = by.homeShard "web1" {
              outputs = [
                (
                  output [ (by.module "base" "homeManager" null) ]
                  // {
                    at = [
                      "homeConfigurations"
                      "web1"
                    ];
                  }
                )
              ];
            };
          };
        };
      in
      [
        both.outputs.nixosConfigurations.web1.seen
        both.outputs.homeConfigurations.web1.seen
        both.problems
      ];
    expected = [
      [ ]
      [ "base" ]
      [ ]
    ];
  };
  "the function of a policy instantiates" = {
    expr =
      (plan slices (
        by.homeShard home {
          outputs = [
            (
              output [ (module "git") ]
              // {
                instantiate = {
                  policy = "p";
                  scope = "home:${home}";
                  index = 0;
                };
              }
            )
          ];
        }
      )).outputs.homeConfigurations.${home};
    expected = "vic@mac homeManager vic@mac 1";
  };
  "nothing to instantiate it with" = {
    expr =
      (by.read {
        shards."home:${home}" = shard [ ];
        classes.homeManager.instantiate = null;
        declarations = by.declarations declarations;
      }).outputs.homeConfigurations.${home};
    expectedError.msg = "den: home vic@mac has content of class homeManager, but nothing to instantiate it with: set den.classes.homeManager.instantiate.";
  };
  "a stale home says what changed and what to run" = {
    expr = (read edited [ ]).seen;
    expectedError.msg = "den: the plan of home vic@mac is stale: homes.\"vic@mac\".settings.git changed since it was planned. Run `den plan` and commit den/plan.";
  };
  "the names of outputs do not care, nor do other homes" = {
    expr = builtins.attrNames (plan edited (throw "the shard")).homes;
    expected = [
      "ann"
      "vic@mac"
    ];
  };
  "a home that is gone" = {
    expr = (read (slices // { homes = { }; }) [ ]).seen;
    expectedError.msg = "den: the plan names home vic@mac, which is not declared any more. Run `den plan` and commit den/plan.";
  };
  "the check lists what is wrong with homes" = {
    expr =
      (plan (
        edited
        // {
          hosts = { };
        }
      ) (shard [ ])).problems
      ++ (plan {
        homes = { };
        hosts = { };
      } (shard [ ])).problems;
    expected = [
      "den: home ann was declared since the plan was made. Run `den plan` and commit den/plan."
      "den: the plan of home vic@mac is stale: homes.\"vic@mac\".settings.git changed since it was planned. Run `den plan` and commit den/plan."
      "den: home vic@mac is planned, but not declared any more. Run `den plan` and commit den/plan."
    ];
  };
  "an output that the shard does not have" = {
    expr =
      (by.read {
        inherit classes;
        shards = { };
        declarations = by.declarations declarations;
        evaluator' = by.evaluator { "home:${home}" = shard [ ]; } // {
          index.ok = {
            hosts = [ ];
            outputs.homeConfigurations.vic."$output" = "home:${home}";
          };
        };
      }).outputs.homeConfigurations.vic;
    expectedError.msg = "den: the plan of home vic@mac has no output homeConfigurations.vic, which its index names.";
  };
  "content that does not exist" = {
    expr = (read slices [ (module "git" // { index = 3; }) ]).seen;
    expectedError.msg = "den: the plan of home vic@mac names content of aspect git that does not exist (class homeManager, part 0, definition 3).";
  };
  "a setting without a value" = {
    expr =
      (plan slices (
        shard [ (module "git") ]
        // {
          settings.git = {
            values = { };
            declared = null;
            missing = [ [ "name" ] ];
          };
        }
      )).outputs.homeConfigurations.${home}.seen;
    expectedError.msg = "den: setting name of aspect git has no value at home vic@mac: it has no default, and nobody sets it.";
  };
  "no host at a home" = {
    expr = lacking "host";
    expectedError.msg = "${asks "host"} it is planned for home vic@mac, which has none.";
  };
  "no environment at a home" = {
    expr = lacking "environment";
    expectedError.msg = "${asks "environment"} a home is in none.";
  };
  "no user at a home" = {
    expr = lacking "user";
    expectedError.msg = "${asks "user"} it is planned for home vic@mac: whose that is says `home.userName`.";
  };
  "no service at a home" = {
    expr = lacking "peers";
    expectedError.msg = "${asks "peers"} aspect peers has no role in a service at home vic@mac.";
  };
  "no settings of an aspect that declares none" = {
    expr = lacking "settings";
    expectedError.msg = "${asks "settings"} the aspect declares no settings.";
  };
  "no home at a host" = {
    expr =
      (by.read {
        inherit classes;
        declarations = by.declarations declarations;
        shards.web1 = by.shard "web1" {
          outputs = [ (by.output "web1" { modules = [ (by.module "home" "nixos" "host:web1") ]; }) ];
        };
      }).outputs.nixosConfigurations.web1.seen;
    expectedError.msg = "den: nixos content of aspect home asks for `home`, but it is planned for host web1, which is no home.";
  };
}
