# Plans that rules decided, over real declarations: what is bound where only the planner knew the environment, and what
# makes such a plan stale.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };
  declare = import ./support/declare.nix { inherit lib; };

  fleet =
    change:
    declare [
      (
        { policy, sel, ... }:
        {
          den.hosts.x86_64-linux.web1 = {
            region = "eu";
            users.alice = { };
          };
          den.fleet.environments.prod = {
            hosts = sel.tag "served";
            meta.tier = 1;
          };
          den.policies.serving = policy.rule {
            when = sel.attrs { region = "eu"; };
            effects = [
              (policy.tag "served")
              (policy.include (
                { host, ... }:
                {
                  nixos = { environment, ... }: { seen = [ "${host.name} ${toString environment.meta.tier}" ]; };
                }
              ))
              (policy.instantiate {
                class = "terranix";
                intoAttr = [ "terraform" ];
                instantiate =
                  {
                    environment,
                    host,
                    modules,
                  }:
                  "${environment.name} ${host.environment}";
              })
            ];
          };
          den.aspects.web1.nixos =
            { host, ... }:
            {
              seen = [ "${host.environment} ${host.users.alice.host.environment}" ];
            };
        }
      )
      change
    ];
  today = fleet { };

  shard = by.shard "web1" {
    environment = "prod";
    outputs = [
      (by.output "web1" {
        modules = [
          (by.module "web1" "nixos" "host:web1")
          (by.module "rule:serving/[1]" "nixos" "host:web1")
        ];
      })
      {
        at = [ "terraform" ];
        class = "terranix";
        forward = [ ];
        modules = [ ];
        instantiate = {
          policy = "serving";
          scope = "host:web1";
          index = 2;
        };
      }
    ];
    reads = by.readsOf today.slices [
      [
        "rules"
        "*"
      ]
      [
        "rules"
        "serving"
      ]
      [
        "rules"
        "ghost"
      ]
      [
        "hosts"
        "web1"
        "attributes"
        "region"
      ]
      [
        "hosts"
        "web1"
        "attributes"
        "zone"
      ]
      [
        "fleet"
        "environments"
        "*"
      ]
      [
        "fleet"
        "environments"
        "prod"
        "selector"
      ]
    ];
  };
  plan =
    declarations:
    by.read {
      inherit declarations;
      shards.web1 = shard;
      classes = {
        nixos.instantiate =
          { modules, ... }:
          (lib.evalModules {
            modules = [
              { options.seen = lib.mkOption { type = lib.types.listOf lib.types.str; }; }
            ]
            ++ modules;
          }).config.seen;
        terranix.instantiate = null;
      };
    };
  stale = change: (builtins.head (plan (fleet change)).problems);
in
{
  "content and terminals have the environment that was planned" = {
    expr = (plan today).outputs;
    expected = {
      nixosConfigurations.web1 = [
        "web1 1"
        "prod prod"
      ];
      terraform = "prod prod";
    };
  };
  "everything that was read for it is as it was" = {
    expr = (plan today).problems;
    expected = [ ];
  };
  "what makes it stale" = {
    expr =
      map
        (
          change:
          builtins.head (
            builtins.match "den: the plan of host web1 is stale: (.*) since it was planned.*" (stale change)
          )
        )
        [
          { den.hosts.x86_64-linux.web1.zone = "a"; }
          { den.hosts.x86_64-linux.web1.region = lib.mkForce "us"; }
          { den.fleet.environments.prod.hosts = lib.mkForce { tag = "other"; }; }
          { den.fleet.environments.staging = { }; }
          (
            { policy, sel, ... }:
            {
              den.policies.ghost = policy.rule {
                when = sel.star;
                effects = [ ];
              };
            }
          )
          (
            { policy, sel, ... }:
            {
              den.policies.serving = lib.mkForce (
                policy.rule {
                  when = sel.star;
                  effects = [ ];
                }
              );
            }
          )
        ];
    expected = [
      "hosts.web1.attributes.zone was added"
      "hosts.web1.attributes.region changed"
      "fleet.environments.prod.selector changed"
      "fleet.environments changed"
      "rule ghost (rules.ghost) was added"
      "rule serving (rules.serving) changed"
    ];
  };
}
