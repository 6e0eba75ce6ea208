# A plan is held against today's declarations where its values are forced, and nowhere else.
{ lib, ... }:
let
  by = import ./support/declarations.nix { inherit lib; };

  slices = {
    fleet = { };
    hosts = {
      db1 = {
        facts.class = "nixos";
        settings.postgresql = [ { port = 5432; } ];
      };
      web1 = {
        facts.class = "nixos";
        settings = { };
      };
    };
  };
  edited = lib.recursiveUpdate slices { hosts.db1.settings.postgresql = [ { port = 5433; } ]; };

  shards = lib.genAttrs [ "db1" "web1" ] (
    host:
    by.shard host {
      outputs = [ (by.output host { modules = [ (by.module "base" "nixos" null) ]; }) ];
      reads = by.readsOf slices (
        [
          [
            "hosts"
            host
            "facts"
          ]
          [
            "hosts"
            host
            "settings"
            "*"
          ]
        ]
        ++ lib.optional (host == "db1") [
          "hosts"
          "db1"
          "settings"
          "postgresql"
        ]
      );
    }
  );

  plan =
    today: shards:
    by.read {
      inherit shards;
      declarations = by.declarations {
        slices = today;
        contents.base.nixos = [ [ { seen = [ "base" ]; } ] ];
      };
    };
  system = today: host: (plan today shards).outputs.nixosConfigurations.${host}.seen;

  unread = by.evaluator shards // {
    index.error = "den: there is no plan in den/plan.";
  };
  without =
    today:
    by.read {
      inherit shards;
      evaluator' = unread;
      declarations = by.declarations { slices = today; };
    };
in
{
  "a fresh plan is read" = {
    expr = map (system slices) [
      "db1"
      "web1"
    ];
    expected = [
      [ "base" ]
      [ "base" ]
    ];
  };
  "a stale host says what changed and what to run" = {
    expr = system edited "db1";
    expectedError.msg = "den: the plan of host db1 is stale: hosts.db1.settings.postgresql changed since it was planned. Run `den plan` and commit den/plan.";
  };
  "a plan of a den that cut its slices otherwise says what to run" = {
    expr =
      (plan slices {
        web1 = shards.web1 // {
          reads = shards.web1.reads // {
            environmentSelectors = "4f53cda18c2baa0c0354bb5f9a3ecbe5";
          };
          settings.base = {
            declared.port = 80;
            missing = [ ];
            values.port = 80;
          };
        };
      }).outputs.nixosConfigurations.web1.seen;
    expectedError.msg = "den: the plan of host web1 is stale: environmentSelectors was removed since it was planned. Run `den plan` and commit den/plan.";
  };
  "a stale host leaves the others alone" = {
    expr = system edited "web1";
    expected = [ "base" ];
  };
  "the names of outputs do not care" = {
    expr = builtins.attrNames (plan edited shards).outputs.nixosConfigurations;
    expected = [
      "db1"
      "web1"
    ];
  };
  "the names of outputs force no shard" = {
    expr =
      builtins.attrNames
        (by.read {
          shards = { };
          declarations = throw "the declarations";
          evaluator' = {
            index.ok.outputs.nixosConfigurations.web1."$output" = "web1";
            shard = throw "a shard";
          };
        }).outputs.nixosConfigurations;
    expected = [ "web1" ];
  };
  "one host forces no other" = {
    expr = system (
      slices
      // {
        hosts = slices.hosts // {
          db1 = throw "db1 was read";
        };
      }
    ) "web1";
    expected = [ "base" ];
  };
  "one host reads no other's shard" = {
    expr =
      (by.read {
        inherit shards;
        declarations = by.declarations {
          inherit slices;
          contents.base.nixos = [ [ { seen = [ "base" ]; } ] ];
        };
        evaluator' = by.evaluator shards // {
          shard = host: if host == "web1" then { ok = shards.web1; } else throw "the shard of ${host}";
        };
      }).outputs.nixosConfigurations.web1.seen;
    expected = [ "base" ];
  };
  "a host that is gone" = {
    expr = system (slices // { hosts = removeAttrs slices.hosts [ "db1" ]; }) "db1";
    expectedError.msg = "den: the plan names host db1, which is not declared any more. Run `den plan` and commit den/plan.";
  };
  # A host that is not there at all says nothing: "flake does not provide attribute nixosConfigurations.web1".
  "no plan: the names are those of the declarations, and each says what to run" =
    let
      inherit (without (lib.recursiveUpdate slices (told // { inherit classes; }))) outputs;
      classes.nixos = {
        at = "host";
        hostClass = "nixos";
        intoAttr = [ "nixosConfigurations" ];
      };
      told.hosts = lib.genAttrs [ "db1" "web1" ] (_: {
        facts.class = "nixos";
        policies = { };
        users = { };
      });
    in
    {
      expr = {
        names = lib.mapAttrs (_: lib.attrNames) outputs;
        web1 = (builtins.tryEval outputs.nixosConfigurations.web1).success;
      };
      expected = {
        names.nixosConfigurations = [
          "db1"
          "web1"
        ];
        web1 = false;
      };
    };
  "no plan: the check says so" = {
    expr = (without slices).fresh;
    expectedError.msg = "den: there is no plan in den/plan.";
  };
  "an output that the shard does not have" = {
    expr =
      (by.read {
        shards = { };
        declarations = by.declarations { inherit slices; };
        evaluator' = by.evaluator shards // {
          index.ok = {
            hosts = [ ];
            outputs.nixosConfigurations.other."$output" = "web1";
          };
        };
      }).outputs.nixosConfigurations.other;
    expectedError.msg = "den: the plan of host web1 has no output nixosConfigurations.other, which its index names.";
  };
  "content that does not exist is a plan edited by hand" = {
    expr =
      (plan slices (
        shards
        // {
          web1 = shards.web1 // {
            outputs = [
              (by.output "web1" { modules = [ (by.module "base" "nixos" null // { index = 3; }) ]; })
            ];
          };
        }
      )).outputs.nixosConfigurations.web1.seen;
    expectedError.msg = "den: the plan of host web1 names content of aspect base that does not exist (class nixos, part 0, definition 3).";
  };
  "the check passes a fresh plan" = {
    expr = (plan slices shards).fresh;
    expected = "fresh";
  };
  "the check lists everything that is wrong" = {
    expr =
      (plan (
        edited
        // {
          hosts = edited.hosts // {
            web2 = edited.hosts.web1;
          };
        }
      ) (shards // { web3 = shards.web1; })).problems;
    expected = [
      "den: host web2 was declared since the plan was made. Run `den plan` and commit den/plan."
      "den: host web3 is planned, but not declared any more. Run `den plan` and commit den/plan."
      "den: the plan of host db1 is stale: hosts.db1.settings.postgresql changed since it was planned. Run `den plan` and commit den/plan."
    ];
  };
}
