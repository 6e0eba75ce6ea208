# What the user's own error is: declarations where nothing is caught, and what den was doing when an error cannot be.
{ lib, harness, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  strict =
    it: (declare ([ { den.hosts.x86_64-linux.web1.users.alice = { }; } ] ++ lib.toList it)).strict;
  all = it: builtins.deepSeq it "nothing fails";

  # A case per name: the declarations, and what is read of them.
  fails = msg: expr: {
    inherit expr;
    expectedError = { inherit msg; };
  };

  # What an error is wrapped in is printed by later versions, and by this one on demand.
  context =
    msg: expr:
    fails msg expr
    // lib.optionalAttrs (builtins.compareVersions builtins.nixVersion "2.20" < 0) {
      skip = "this Nix prints what an error is wrapped in only with --show-trace";
    };
  missing = { };
in
lib.mapAttrs' (name: lib.nameValuePair "strict: ${name}") {
  "what is right is the same" = {
    expr =
      let
        it = declare ./fixtures/fleet.nix;
      in
      it.strict == removeAttrs it.document [ "positions" ];
    expected = true;
  };
  "a flake has it, and fails nowhere else" = {
    expr =
      let
        flake = harness.mkFlake { } {
          imports = [ ../. ];
          den.hosts.x86_64-linux.web1.tags = throw "x";
        };
      in
      [
        (builtins.attrNames flake.den.strict.hosts)
        (builtins.tryEval (all flake.den.strict)).success
        (all flake.den.fleet)
      ];
    expected = [
      [ "web1" ]
      false
      "nothing fails"
    ];
  };
  "a policy that throws" = fails "the user's own" (
    all (strict { den.policies.p = { host, ... }: throw "the user's own"; }).hosts.web1.policies
  );
  "an effect that throws" = fails "the user's own" (
    all (strict { den.policies.p = { host, ... }: [ (throw "the user's own") ]; }).hosts
  );
  "an aspect that throws" = fails "the user's own" (
    all (strict { den.aspects.a = throw "the user's own"; }).aspects
  );
  "an aspect that throws at an entity" = fails "no relay in web1" (
    all
      (strict {
        den.aspects.web1 =
          { host, ... }:
          {
            includes = throw "no relay in ${host.name}";
          };
      }).hosts
  );
  "an include that throws" = fails "the user's own" (
    all (strict { den.aspects.a.includes = [ (throw "the user's own") ]; }).aspects
  );
  "an aspect that asks for what is planned" =
    fails "may not depend on `settings`, which is not known before planning"
      (
        all
          (strict {
            den.aspects.a =
              { settings, ... }:
              {
                includes = lib.optional settings.tls "tls";
              };
          }).aspects
      );
  "a computed tag" = fails "the user's own" (
    all (strict { den.fleet.tags.t = _: throw "the user's own"; }).fleet
  );
  "tags of a host" = fails "the user's own" (
    all (strict { den.hosts.x86_64-linux.db1.tags = [ (throw "the user's own") ]; }).hosts.db1
  );
  "settings" = fails "the user's own" (
    all (strict { den.fleet.settings.a.x.y = throw "the user's own"; }).fleet
  );
  "an interface" = fails "the user's own" (
    all (strict { den.aspects.a.settings = throw "the user's own"; }).aspects
  );
  "values that disagree" = fails "den.fleet.meta.name has different values in" (
    all
      (strict [
        { den.fleet.meta.name = "a"; }
        { den.fleet.meta.name = "b"; }
      ]).fleet
  );
  "a section" = fails "the user's own" (
    all (strict { den.policies = throw "the user's own"; }).fleet.unknown
  );
  "what depends on the entity is no error, nor is content" = {
    expr = all (strict {
      den.aspects.web1 =
        { host, settings, ... }:
        {
          includes = lib.optional (host.name == "web1") "other";
          nixos = lib.mkIf settings.enable { };
        };
      den.aspects.other = { };
    });
    expected = "nothing fails";
  };
  "one error keeps nobody from another" = {
    expr = all (strict { den.hosts.x86_64-linux.db1.tags = throw "x"; }).aspects;
    expected = "nothing fails";
  };
}
// lib.mapAttrs' (name: lib.nameValuePair "context: ${name}") {
  "a policy" = context "while den runs policy p at host web1" (
    all (strict {
      den.policies.p = { host, ... }: lib.optional missing.x 1;
    })
  );
  "a policy of users" = context "while den runs policy p for user alice of host web1" (
    all (strict {
      den.policies.p = { user, ... }: lib.optional missing.x 1;
    })
  );
  "a policy of homes" = context "while den runs policy p at home vic@mac" (
    all (strict {
      den.homes.x86_64-linux."vic@mac" = { };
      den.policies.p = { home, ... }: lib.optional missing.x 1;
    })
  );
  "an aspect at a home" = context "while den applies aspect vic at home vic@mac" (
    all (strict {
      den.homes.x86_64-linux."vic@mac" = { };
      den.aspects.vic = { home, ... }: lib.optionalAttrs home.missing { };
    })
  );
  "a field of a home" = context "while den reads `includes` of home vic@mac" (
    all (strict {
      den.homes.x86_64-linux."vic@mac".includes = [ missing.x ];
    })
  );
  "an effect" = context "while den reads effect 0 of policy p at host web1" (
    all (strict {
      den.policies.p = { host, ... }: [ missing.x ];
    })
  );
  "an aspect" = context "while den applies aspect web1 at host web1" (
    all
      (strict {
        den.aspects.web1 = { host, ... }: lib.optionalAttrs host.wg.relay { };
      }).hosts.web1.shapes
  );
  "includes" = context "while den reads `includes` of aspect web1 at host web1" (
    all
      (strict {
        den.aspects.web1 = { host, ... }: { includes = lib.optional host.wg.relay "a"; };
      }).hosts.web1.shapes
  );
  "an include" = context "while den reads `includes` of aspect web1" (
    all (strict {
      den.aspects.web1.includes = [ missing.x ];
    })
  );
  "a computed tag" = context "while den computes tag t" (
    all (strict {
      den.fleet.tags.t = hosts: builtins.filter (h: hosts.${h}.gpu) (builtins.attrNames hosts);
    })
  );
  "a name in a computed tag" = context "while den computes tag t" (
    all (strict {
      den.fleet.tags.t = _: [ missing.x ];
    })
  );
  "settings" = context "while den reads hosts.web1.settings.nginx.0" (
    all (strict {
      den.hosts.x86_64-linux.web1.settings.nginx.port = missing.x;
    })
  );
  "a field" = context "while den reads `tags` of host web1" (
    all (strict {
      den.hosts.x86_64-linux.web1.tags = [ missing.x ];
    })
  );
  "a free attribute" = context "while den reads `gpu` of host:web1" (
    all (strict {
      den.hosts.x86_64-linux.web1.gpu = missing.x;
      den.policies.p = { host, ... }: lib.optional host.gpu 1;
    })
  );
  "an interface" = context "while den reads aspects.a.interface" (
    all (strict {
      den.aspects.a.settings.port.default = missing.x;
    })
  );
}
