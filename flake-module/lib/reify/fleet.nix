# The fleet's own declarations: tags and environments, and what follows from them for a host without
# planning.
{
  lib,
  attempt ? builtins.tryEval,
}:
let
  discharge = import ../discharge.nix { inherit lib; };
  field = import ./field.nix { inherit attempt lib; };
  layers = import ./settings.nix { inherit attempt lib; };
  membership = import ./membership.nix { inherit attempt lib; };
  inherit (import ../malformed.nix { inherit lib; })
    describe
    marker
    report
    throws
    ;

  # Names are the names of a set: sorted, and each once.
  sorted = list: builtins.attrNames (builtins.groupBy builtins.toString list);

  # One tag: a list of hosts, or a function of all hosts to such a list; several definitions add up.
  tag =
    hostViews: name: definitions:
    let
      found = field.heads definitions;
      computed = builtins.filter (d: lib.isFunction d.value) found;
      listed = field.names {
        code = "den::fleet::tag-list";
        item = "the name of a host";
        list = "a list of host names, or a function of the hosts to one";
      } (builtins.filter (d: !(lib.isFunction d.value)) found);
      run =
        d:
        let
          code = "den::fleet::computed-tag";
          computing = builtins.addErrorContext "while den computes tag ${name}";
          result = field.heads [ (d // { value = computing (d.value hostViews); }) ];
          hosts = builtins.concatMap of result;
          of =
            r:
            if builtins.isList r.value then
              field.names {
                inherit code;
                item = "the name of a host";
                list = "a list of host names";
              } [ r ]
            else
              [ (marker (report code "a function to a list of host names" "a function to ${describe r.value}")) ];

        in
        if result == null then
          [ (marker (throws code "a function to a list of host names")) ]
        else
          computing (builtins.deepSeq hosts hosts);
    in
    {
      inherit definitions;
      listed = if found == null then [ ] else listed;
      hosts = if found == null then [ ] else listed ++ builtins.concatMap run computed;
      document =
        if found == null then
          marker (throws "den::fleet::tag-list" "a list of host names, or a function of the hosts to one")
        else
          {
            computed = computed != [ ];
            hosts = listed ++ builtins.concatMap run computed;
          };
    };

  environmentKeys = [
    "hosts"
    "includes"
    "meta"
    "settings"
  ];

  # `declares` says whether the environments' schema declares an attribute.
  environment =
    declares: name: definitions:
    let
      code = "den::fleet::environment";
      own = field.sets {
        inherit code;
        what = "an attribute set";
      } definitions;
      inherit (own) fields;
      free = removeAttrs fields environmentKeys;
      settings = layers.read code { settings = fields.settings or [ ]; };
      members = membership.read code (fields.hosts or [ ]);
      problems =
        own.problems
        ++ settings.problems
        ++ map (key: report code "one of ${lib.concatStringsSep ", " environmentKeys}" "the key `${key}`") (
          builtins.filter (key: !(declares key)) (builtins.attrNames free)
        );
    in
    {
      inherit
        definitions
        fields
        free
        name
        ;
      option = [
        "fleet"
        "environments"
        name
      ];
      scope = "env:${name}";
      hosts = members.listed ++ map marker problems;
      # What holds of its hosts, where they are not named: null, or as selectors are read.
      inherit (members) selector;
      includes = field.elements code (fields.includes or [ ]);
      settings = settings.byAspect;
      meta = field.free code "the meta of environment ${name}" (fields.meta or [ ]);
    };
in
{
  # `definitions.<section>`: the raw definitions of den.fleet.<section>. `declares` says whether the
  # schema of environments declares an attribute, `hostViews` is what computed tags see. `attributesOf` has what
  # selectors look at of a host, `derived` the tags that rules derive.
  make =
    {
      attributesOf,
      declares,
      definitions,
      derived,
      hosts,
      hostViews,
    }:
    let
      tags = lib.mapAttrs (tag hostViews) (discharge.members definitions.tags);
      environments = lib.mapAttrs (environment declares) (discharge.members definitions.environments);
      settings = layers.read "den::fleet::field" { inherit (definitions) settings; };
      # Which of them list a host: each list is gone through once, whoever asks.
      naming =
        key: of:
        let
          lists = builtins.attrValues (
            builtins.mapAttrs (
              value: it:
              builtins.listToAttrs (
                map (name: { inherit name value; }) (builtins.filter builtins.isString it.${key})
              )
            ) of
          );
        in
        host: builtins.catAttrs host lists;
      inEnvironments = naming "hosts" environments;
      tagging = naming "hosts" tags;
      taggingByList = naming "listed" tags;
      tagsOf =
        host: sorted ([ "all" ] ++ builtins.filter builtins.isString host.tags ++ tagging host.name);
      claiming =
        host:
        let
          declared = host.environment.value or null;
          claims = inEnvironments host.name;
        in
        if declared != null then
          declared
        else if claims != [ ] then
          builtins.head claims
        else
          null;
      selected = membership.make {
        inherit
          attributesOf
          claiming
          derived
          environments
          hosts
          tagsOf
          ;
      };
    in
    {
      inherit
        definitions
        environments
        tags
        tagsOf
        ;
      includes = field.elements "den::aspect::include" definitions.includes;
      settings = settings.byAspect;
      # What is wrong and has no other place, with the definitions that say so.
      unknown = map (malformed: {
        inherit malformed;
        definitions = definitions.settings;
      }) settings.problems;
      meta = field.free "den::fleet::field" "den.fleet.meta" definitions.meta // {
        free =
          (field.sets {
            code = "den::fleet::field";
            what = "an attribute set";
          } definitions.meta).fields;
      };

      # What is known of a host without planning.
      listTagsOf =
        host: sorted ([ "all" ] ++ builtins.filter builtins.isString host.tags ++ taggingByList host.name);
      inherit (selected)
        environmentOf
        hostsOf
        listedEnvironmentOf
        open
        selects
        ;
      inventoryOf = host: {
        environments = inEnvironments host;
        tags = tagging host;
      };
    };
}
