//! den plans fleets of Nix machines: a fleet document in, a plan out.
//!
//! | module | holds |
//! |---|---|
//! | [`document`] | the fleet document: what a flake declares, as data |
//! | [`reads`] | the recording accessor through which stages read it |
//! | [`fleet`] | the fleet as a scope graph: every stage is an attribute |
//! | [`scope`] | names of scopes |
//! | [`inventory`] | stage: environments and tags |
//! | [`policy`] | stage: effects of policies |
//! | [`aspect`] | stage: which aspects an entity has |
//! | [`select`] | the scopes as selectors see them |
//! | [`settings`] | stage: settings, layer by layer |
//! | [`route`] | stage: flake outputs |
//! | [`mod@plan`] | the plan, host by host |
//! | [`mod@survey`] | what is wrong whether or not a plan meets it |
//! | [`diagnostic`] | findings |
//! | [`mod@catalog`] | what aspects there are, and the schemas of their settings |
//! | [`explain`] | why a setting has its value |
//! | [`output`] | the envelope of JSON on the command line |
//! | `synthetic` | fleets from a seed, for tests; a feature |
//!
//! ```
//! let text = r#"{ "version": 1, "classes": { "nixos": { "at": "host", "hostClass": "nixos", "intoAttr": ["nixosConfigurations"] } },
//!                 "hosts": { "web1": { "facts": { "class": "nixos", "system": "x86_64-linux" } } } }"#;
//! let document = den::document::Document::read(text)?;
//! let plan = den::plan::plan(&document);
//! assert_eq!(plan.shards.len(), 1);
//! assert!(!plan.diagnostics.has_errors());
//! # Ok::<(), den::document::read::ReadError>(())
//! ```

pub mod aspect;
pub mod catalog;
pub mod diagnostic;
pub mod document;
pub mod explain;
pub mod fleet;
pub mod inventory;
pub mod output;
pub mod plan;
pub mod policy;
pub mod reads;
pub mod route;
pub mod scope;
pub mod select;
pub mod settings;
pub mod survey;
#[cfg(feature = "synthetic")]
pub mod synthetic;
