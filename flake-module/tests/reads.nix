# Which of a shard's reads no longer hold, and how that is said.
{ lib, ... }:
let
  reads = import ../lib/reads.nix { inherit lib; };
  inherit (reads) digest;

  slices = {
    fleet.meta = { };
    hosts.db1 = {
      facts.class = "nixos";
      settings = {
        postgresql = [ { port = 5432; } ];
        "my aspect" = [ ];
      };
    };
    hosts.web1.facts = throw "nobody asked for web1";
  };
  changes = reads.changes (reads.digests slices);
  said = planned: reads.describe (changes planned);
  settings = names: { hosts.db1.settings = names; };
in
{
  "nothing changed" = {
    expr = changes {
      fleet.meta = digest { };
      hosts.db1 = {
        facts = digest { class = "nixos"; };
        settings."*" = digest [
          "my aspect"
          "postgresql"
        ];
        settings.nginx = null;
      };
      aspects.nginx = null;
    };
    expected = [ ];
  };
  "a digest is the sha256 of the compact JSON with sorted keys" = {
    expr = digest {
      b = 1;
      a = [ null ];
    };
    expected = builtins.hashString "sha256" ''{"a":[null],"b":1}'';
  };
  "another value" = {
    expr = said (settings {
      postgresql = digest [ ];
    });
    expected = "hosts.db1.settings.postgresql changed since it was planned";
  };
  "a name that is no identifier is quoted" = {
    expr = said (settings {
      "my aspect" = "0";
    });
    expected = "hosts.db1.settings.\"my aspect\" changed since it was planned";
  };
  "something that was there is gone" = {
    expr = said (settings {
      redis = "0";
    });
    expected = "hosts.db1.settings.redis was removed since it was planned";
  };
  "a whole branch is gone" = {
    expr = said { hosts.db9.users.alice.facts = "0"; };
    expected = "hosts.db9.users.alice.facts was removed since it was planned";
  };
  "something that was not there is" = {
    expr = said (settings {
      postgresql = null;
    });
    expected = "hosts.db1.settings.postgresql was added since it was planned";
  };
  "another set of names" = {
    expr = said (settings {
      "*" = digest [ ];
    });
    expected = "hosts.db1.settings changed since it was planned";
  };
  "a set of names is not reported beside the name that made the difference" = {
    expr = said (settings {
      "*" = digest [ ];
      postgresql = null;
    });
    expected = "hosts.db1.settings.postgresql was added since it was planned";
  };
  "absent names differ from no names" = {
    expr = said { hosts.db9.settings."*" = digest [ ]; };
    expected = "hosts.db9.settings changed since it was planned";
  };
  "several changes name the first and count the rest" = {
    expr = said { fleet = lib.genAttrs (map (n: "f${toString n}") (lib.range 1 9)) (_: "0"); };
    expected = "fleet.f1 was removed since it was planned (also: fleet.f2, fleet.f3, fleet.f4, fleet.f5, fleet.f6, fleet.f7 and 2 more)";
  };
  "what stands in no file of the user's has a name for people" = {
    expr =
      map
        (
          { path, change }:
          reads.describe [
            {
              path = lib.splitString " " path;
              inherit change;
            }
          ]
        )
        [
          {
            path = "inventory c";
            change = "changed";
          }
          {
            path = "inventory c";
            change = "was removed";
          }
          {
            path = "inventory";
            change = "names";
          }
          {
            path = "aspects n shape";
            change = "changed";
          }
          {
            path = "aspects gaming provides emulation interface";
            change = "changed";
          }
          {
            path = "aspects n";
            change = "was added";
          }
          {
            path = "policies p";
            change = "changed";
          }
          {
            path = "aspects";
            change = "names";
          }
          {
            path = "rules r";
            change = "changed";
          }
          {
            path = "rules r";
            change = "was added";
          }
          {
            path = "rules";
            change = "names";
          }
          {
            path = "common";
            change = "changed";
          }
          {
            path = "hosts c attributes region";
            change = "was removed";
          }
        ];
    expected = map (text: "${text} since it was planned") [
      "the tags or the environment of host c changed"
      "host c was removed"
      "the set of hosts changed"
      "aspect n (aspects.n.shape) changed"
      "aspect gaming/emulation (aspects.gaming.provides.emulation.interface) changed"
      "aspect n (aspects.n) was added"
      "policy p (policies.p) changed"
      "aspects changed"
      "rule r (rules.r) changed"
      "rule r (rules.r) was added"
      "the set of rules changed"
      "the selectors of environments or which aspects require and provide something (common) changed"
      "hosts.c.attributes.region was removed"
    ];
  };
}
