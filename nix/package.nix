# The `den` program, for `callPackage`.
{
  installShellFiles,
  lib,
  rustPlatform,
  stdenv,
}:
let
  cargo = lib.importTOML ../Cargo.toml;
in
rustPlatform.buildRustPackage {
  pname = "den";
  inherit (cargo.workspace.package) version;

  # Documentation, examples and the Nix side do not make another program.
  src = lib.cleanSourceWith {
    name = "den-source";
    src = ../.;
    filter =
      path: type:
      let
        top = lib.head (lib.splitString "/" (lib.removePrefix "${toString ../.}/" (toString path)));
      in
      !lib.elem top [
        ".ci"
        ".git"
        "ARCHITECTURE.md"
        "CONTRIBUTING.md"
        "README.md"
        "docs"
        "examples"
        "flake-module"
        "flake.lock"
        "flake.nix"
        "nix"
        "schemas"
        "target"
        "templates"
      ];
  };

  cargoLock.lockFile = ../Cargo.lock;
  cargoBuildFlags = [
    "--package"
    "den-cli"
  ];
  # The tests want a whole workshop (`cargo xtask test`), not a sandbox.
  doCheck = false;

  nativeBuildInputs = [ installShellFiles ];
  # The program writes its own completions, where it runs on the machine that builds it.
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd den \
      --bash <($out/bin/den completions bash) \
      --fish <($out/bin/den completions fish) \
      --zsh <($out/bin/den completions zsh)
  '';

  meta = {
    description = "Says what goes where in a fleet of Nix machines";
    mainProgram = "den";
    license = lib.licenses.asl20;
  };
}
