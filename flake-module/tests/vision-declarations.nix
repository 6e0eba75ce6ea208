# The snippets of the vision that declare something, as written, down to the document.
{ lib, harness, ... }:
let
  declare = import ./support/declare.nix { inherit lib; };
  pkgs = harness.pkgs.x86_64-linux;
  hosts = {
    den.hosts.x86_64-linux = {
      web1 = { };
      web2 = { };
      db1 = { };
    };
    den.hosts.aarch64-linux.ml1 = { };
  };

  part1 = declare [
    hosts
    (
      { den, ... }:
      {
        den.aspects.web-service = {
          nixos.services.nginx.enable = true;
          darwin.services.nginx.enable = true;
          homeManager.programs.firefox.enable = true;
          terranix = {
            resource.hcloud_server.web.server_type = "cx21";
          };
          devshell = { pkgs, ... }: {
            commands = [ { package = pkgs.curl; } ];
          };
          packages.web-deploy = pkgs.writeShellScriptBin
            "deploy" "rsync ...";
          tests.web-smoke = { };
          treefmt.programs.nixfmt.enable = true;
          files."README.md".text = "...";
        };

        den.classes.terranix = { };

        den.policies.host-to-terranix = { host, ... }: [
          (den.lib.policy.instantiate {
            name = "${host.name}-tf";
            class = "terranix";
            instantiate = { modules, ... }: modules;
            intoAttr = [ "terranixModules" host.name ];
          })
        ];
      }
    )
  ];

  spike3 = declare [
    hosts
    {
      den.aspects.nginx = {
        meta = {
          description = "Nginx reverse proxy with ACME";
          categories = [ "Web" "Network" ];
          requires = [ "acme" ];
          provides = [ "http-proxy" ];
        };
        settings = { lib, ... }: {
          options.port = lib.mkOption { type = lib.types.port; default = 443; };
        };
        nixos = { settings, ... }: { /* ... */ };
      };
    }
    # What it goes on to ask for is there as well.
    { den.aspects.wireguard.meta.categories = [ "Network" ]; }
  ];

  spike4 = declare [
    hosts
    (
      { sel, ... }:
      {
      den.fleet = {
        meta.name = "production";
        meta.domain = "example.com";

        tags = {
          production = [ "web1" "web2" "db1" ];
          gpu = [ "ml1" "ml2" ];
          backup-server = [ "storage1" ];
          # Computed tags
          nixos = hosts: builtins.filter (h: hosts.${h}.system == "x86_64-linux") (builtins.attrNames hosts);
        };

        environments.prod = {
          hosts = sel.attrs { tag = "production"; };
          meta.region = "us-east";
        };
      };
      }
    )
  ];

  spike5 = declare [
    hosts
    { den.fleet.tags.production = [ "web1" ]; }
    (
      { lib, policy, ... }:
      {
        # Layer 1: Aspect declares interface
        den.aspects.nginx.settings = { lib, ... }: {
          options.port = lib.mkOption { type = lib.types.port; default = 80; };
        };

        # Layer 2: Policy-driven defaults
        den.policies.nginx-production = { host, ... }:
          lib.optional (builtins.elem "production" (host.tags or []))
            (policy.configure "nginx" { port = 443; });

        # Layer 3: Host-level override
        den.hosts.x86_64-linux.web1.aspects.nginx.settings.port = 8443;
      }
    )
  ];
in
{
  "part 1: one aspect, many targets" = {
    expr = lib.mapAttrs (_: builtins.length) (builtins.head (part1.parts "web-service")).classes;
    expected = {
      darwin = 1;
      devshell = 1;
      files = 1;
      homeManager = 1;
      nixos = 1;
      packages = 1;
      terranix = 1;
      tests = 1;
      treefmt = 1;
    };
  };
  "part 1: a policy that instantiates" = {
    expr = {
      effects = part1.hosts.web1.policies.host-to-terranix;
      terranix = part1.document.classes.terranix.intoAttr;
      modules =
        part1.instantiator {
          policy = "host-to-terranix";
          scope = "host:web1";
          index = 0;
        }
          { modules = [ 1 ]; };
    };
    expected = {
      effects = [
        {
          instantiate = {
            class = "terranix";
            into = [
              "terranixModules"
              "web1"
            ];
            name = "web1-tf";
            priority = 0;
          };
        }
      ];
      terranix = [ "terranixModules" ];
      modules = [ 1 ];
    };
  };
  "spike 3: queries" = {
    expr =
      let
        inherit (spike3) den;
      in
      {
        byCategory = den.lib.aspects.byCategory "Network";
        catalog = {
          inherit (den.lib.aspects.catalog.nginx)
            categories
            description
            provides
            requires
            ;
          names = builtins.attrNames den.lib.aspects.catalog;
          schema = den.lib.aspects.catalog.nginx.schema == spike3.aspects.nginx.interface;
          settings = builtins.attrNames den.lib.aspects.catalog.nginx.schema.properties;
        };
        inherit (den.lib.aspects) validateDependencies;
      };
    expected = {
      byCategory = [
        "nginx"
        "wireguard"
      ];
      catalog = {
        categories = [
          "Web"
          "Network"
        ];
        description = "Nginx reverse proxy with ACME";
        names = [
          "nginx"
          "wireguard"
        ];
        provides = [ "http-proxy" ];
        requires = [ "acme" ];
        schema = true;
        settings = [ "port" ];
      };
      validateDependencies = [
        {
          aspect = "nginx";
          missing = "acme";
        }
      ];
    };
  };
  "spike 4: tags" = {
    expr = {
      inherit (spike4.fleet) meta;
      tags = lib.mapAttrs (_: tag: tag.hosts) spike4.fleet.tags;
    };
    expected = {
      meta = {
        domain = "example.com";
        name = "production";
      };
      tags = {
        backup-server = [ "storage1" ];
        gpu = [
          "ml1"
          "ml2"
        ];
        nixos = [
          "db1"
          "web1"
          "web2"
        ];
        production = [
          "web1"
          "web2"
          "db1"
        ];
      };
    };
  };
  "spike 4: environments" = {
    expr = {
      document = spike4.fleet.environments;
      hosts = lib.mapAttrs (
        name: _: (spike4.entity "host:${name}").environment.meta.region or "none"
      ) spike4.hosts;
    };
    expected = {
      document.prod = {
        hosts = [ ];
        includes = [ ];
        meta.region = "us-east";
        selector.attrs.tag = "production";
        settings = { };
      };
      hosts = {
        db1 = "us-east";
        ml1 = "none";
        web1 = "us-east";
        web2 = "us-east";
      };
    };
  };
  "spike 5: three layers" = {
    expr = {
      default = spike5.aspects.nginx.interface.properties.port.default;
      policy = lib.mapAttrs (_: host: map (e: e.configure.settings) host.policies.nginx-production) {
        inherit (spike5.hosts) web1 web2;
      };
      host = spike5.hosts.web1.settings;
    };
    expected = {
      default = 80;
      policy = {
        web1 = [ { port = 443; } ];
        web2 = [ ];
      };
      host.nginx = [ { port = 8443; } ];
    };
  };
}
