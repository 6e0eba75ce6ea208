# A handful of packages that build with nothing but the machine's own shell.
{ lib, system }:
let
  build =
    name: environment: script:
    derivation (
      {
        inherit name system;
        builder = "/bin/sh";
        args = [
          "-ec"
          script
        ];
        PATH = "/usr/local/bin:/usr/bin:/bin";
      }
      // environment
    );

  package =
    name:
    build name { }
      ''mkdir -p $out/bin; printf '#!/bin/sh\necho ${name}\n' > $out/bin/${name}; chmod +x $out/bin/${name}''
    // {
      pname = name;
      version = "1.0";
      meta.mainProgram = name;
    };

  names = [
    "bash"
    "borgbackup"
    "cargo"
    "clippy"
    "coreutils"
    "curl"
    "emacs"
    "firefox"
    "fish"
    "git"
    "hello"
    "htop"
    "jq"
    "neovim"
    "nginx"
    "nixfmt"
    "opentofu"
    "postgresql"
    "redis"
    "ripgrep"
    "rustc"
    "rustfmt"
    "steam"
    "tmux"
    "vim"
    "wireguard-tools"
    "zsh"
  ];

  # Whoever generates a flake of this puts the path of the den that it built beside this file.
  program =
    if builtins.pathExists ./den-program then
      lib.fileContents ./den-program
    else
      "echo 'no den was built for this' >&2; exit 1 #";

  self = lib.genAttrs names package // {
    inherit lib system;
    hostPlatform = { inherit system; };
    stdenv = {
      inherit system;
      hostPlatform = { inherit system; };
    };

    # Scripts see their environment as in nixpkgs, but only the machine's own programs.
    runCommand = build;
    runCommandLocal = build;

    writeText =
      name: text:
      build name {
        inherit text;
        passAsFile = [ "text" ];
      } ''cat "$textPath" > $out'';

    writeShellScriptBin =
      name: text:
      build name {
        text = "#!/bin/sh\n${text}\n";
        passAsFile = [ "text" ];
      } ''mkdir -p $out/bin; cat "$textPath" > $out/bin/${name}; chmod +x $out/bin/${name}''
      // {
        meta.mainProgram = name;
      };

    mkShell = environment: build (environment.name or "shell") { } "mkdir $out";

    # Of what is written in Rust there is only den, and that is built already.
    rustPlatform.buildRustPackage =
      { pname, version, ... }:
      build "${pname}-${version}" { inherit program; } ''
        mkdir -p $out/bin
        printf '#!/bin/sh\nexec %s "$@"\n' "$program" > $out/bin/den
        chmod +x $out/bin/den
      ''
      // {
        inherit pname version;
        meta.mainProgram = pname;
      };
    installShellFiles = package "install-shell-files";
    callPackage =
      file: arguments:
      let
        function = import file;
      in
      function (builtins.intersectAttrs (lib.functionArgs function) (self // arguments));
  };
in
self
