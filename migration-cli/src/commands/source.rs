//! What can be compared: the history, the models, databases, and snapshots. All of them are read from a database: what is
//! none becomes one for a moment, so that types, defaults and checks are as the server prints them.

use std::path::PathBuf;

use migration_core::diff::{Answers, Options, diff};
use migration_core::model::{self, Models};
use migration_core::schema::{ObjectName, SchemaState};
use migration_runtime::{Database, Error, IntrospectOptions, Introspected, Scratch};

use super::names::by_hand;
use super::snapshot::statements;
use super::wanted::wanted;
use super::{Session, options};
use crate::args::{Diff, Global};
use crate::exit;
use crate::output::Output;
use crate::stop::Stop;

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// What the migrations make of an empty database.
    History,
    /// What the models make of that.
    Models,
    /// The database of `--url`.
    Database,
    /// Another one.
    Url(String),
    /// A file of SQL that makes a schema.
    Snapshot(PathBuf),
}

/// What a URL begins with.
const SCHEMES: [&str; 5] = ["sqlite", "postgres", "postgresql", "mysql", "mariadb"];

impl Source {
    pub(super) fn parse(text: &str) -> Self {
        match (text, text.split_once(':')) {
            ("history", _) => Self::History,
            ("models", _) => Self::Models,
            ("database", _) => Self::Database,
            (url, Some((scheme, _))) if SCHEMES.contains(&scheme) => Self::Url(url.to_owned()),
            (file, _) => Self::Snapshot(PathBuf::from(file)),
        }
    }

    /// What is compared as it may be shown: a URL without its password.
    pub(super) fn shown(text: &str) -> String {
        match Self::parse(text) {
            Self::Url(url) => migration_runtime::redacted(&url),
            Self::History | Self::Models | Self::Database | Self::Snapshot(_) => text.to_owned(),
        }
    }

    /// Whether the migrations of this program are needed for it.
    fn needs_migrations(&self) -> bool {
        match self {
            Self::History | Self::Models => true,
            Self::Database | Self::Url(_) | Self::Snapshot(_) => false,
        }
    }
}

/// The two that a `diff` is of.
fn both(diff: &Diff) -> [Source; 2] {
    [&diff.from, &diff.to].map(|text| Source::parse(text))
}

/// Whether neither is of this program: any program can compare them.
pub(super) fn is_of_any_program(diff: &Diff) -> bool {
    !both(diff).iter().any(Source::needs_migrations)
}

/// The first database that is named by its URL: where both are, no other is needed.
pub(super) fn url_of(diff: &Diff) -> Option<String> {
    let sources = both(diff);
    let database = sources.contains(&Source::Database);
    sources.into_iter().find_map(|source| match source {
        Source::Url(url) if !database => Some(url),
        _ => None,
    })
}

/// The models of this program.
pub(super) fn models() -> Result<Models, Stop> {
    let models = model::registered().map_err(Error::from)?;
    if models.names.is_empty() {
        let next = "write #[derive(Model)] on a struct, in this program or a crate that it names (`use models as _;`)";
        return Err(Stop::said(
            exit::USAGE,
            "MIG-0801",
            "this program has no models",
            next,
        ));
    }
    Ok(models)
}

/// What reads them.
pub(super) struct Reader<'a> {
    pub(super) global: &'a Global,
    pub(super) output: &'a Output,
    /// That of `--url`.
    pub(super) database: Option<&'a Database>,
    /// A database on the server where scratch databases may be made.
    pub(super) url: &'a str,
    pub(super) schemas: &'a [String],
}

impl Session<'_> {
    /// What reads the sources of this session.
    pub(super) fn reader<'a>(&'a self, url: &'a str, schemas: &'a [String]) -> Reader<'a> {
        Reader {
            global: &self.args.global,
            output: self.output,
            database: Some(self.database),
            url,
            schemas,
        }
    }

    /// What is in a database but for what is ours.
    pub(super) async fn introspect(
        &self,
        schemas: &[String],
        database: &Database,
    ) -> Result<Introspected, Stop> {
        let reader = self.reader("", schemas);
        Ok(database.introspect(&reader.what()).await?)
    }
}

impl Reader<'_> {
    /// What is there, as a server shows it.
    pub(super) async fn read(&self, source: &Source) -> Result<Introspected, Stop> {
        let url = match (source, self.database) {
            (Source::Database, Some(database)) => {
                return Ok(database.introspect(&self.what()).await?);
            }
            (Source::Database, None) => self.url,
            (Source::Url(url), _) => url,
            (Source::History | Source::Models | Source::Snapshot(_), _) => {
                let scratch = Scratch::beside(self.url).await?;
                let found = self.on_scratch(source, &scratch).await;
                let removed = scratch.remove().await;
                // What is wrong with the source matters more than a database that stays.
                let found = found?;
                removed?;
                return Ok(found);
            }
        };
        if let Some(file) = missing_file(url) {
            let what = format!("there is no database {file}");
            let next =
                "name one that is there; with ?mode=rwc one that is not there is an empty one";
            return Err(Stop::said(exit::USAGE, "MIG-0804", &what, next));
        }
        let database = Database::connect(url).await?;
        Ok(database.introspect(&self.what()).await?)
    }

    async fn on_scratch(&self, source: &Source, scratch: &Scratch) -> Result<Introspected, Stop> {
        match source {
            Source::Models => {
                let models = models()?;
                let before = match options::any(self.global, self.output)? {
                    Some(migrator) => migrator.schema_on(scratch, &self.what()).await?,
                    None => scratch.database().introspect(&self.what()).await?,
                };
                // Spelled otherwise is not the same to begin with: then it is made again, and the server says it in its own way.
                let known = Answers::from(&models.renames);
                let (to, _) = wanted(&before.state, &models.state, &known, false, &before.target);
                let options = Options {
                    answers: Answers {
                        never_ask: true,
                        ..known
                    },
                    concurrently: false,
                };
                let operations = diff(&before.state, &to, &options)
                    .map_err(|undecided| by_hand(&undecided.to_string()))?;
                scratch.apply(&before.state, &operations).await?;
                let mut found = scratch.database().introspect(&self.what()).await?;
                only_of(&models.state, &mut found.state);
                Ok(found)
            }
            Source::Snapshot(file) => {
                if !file.is_file() {
                    let what = format!("there is no file {}", file.display());
                    let next = "a source is history, models, database, the URL of a database, or the file of a snapshot";
                    return Err(Stop::said(exit::USAGE, "MIG-0804", &what, next));
                }
                let database = scratch.database();
                database
                    .run_all(&statements(file, database.dialect())?)
                    .await?;
                Ok(database.introspect(&self.what()).await?)
            }
            Source::History | Source::Database | Source::Url(_) => {
                let migrator = options::migrator(self.global, self.output)?;
                Ok(migrator.schema_on(scratch, &self.what()).await?)
            }
        }
    }

    pub(super) fn what(&self) -> IntrospectOptions {
        let global = self.global;
        IntrospectOptions {
            schemas: self.schemas.to_vec(),
            ledger: match &global.schema {
                Some(schema) => ObjectName::qualified(schema, &global.table),
                None => ObjectName::new(&global.table),
            },
            seeds: global.seeds_table.clone(),
        }
    }
}

/// The file of SQLite that a URL names, if it is not there, and nothing says that it need not be: a database that is mistyped
/// is not one that is empty.
fn missing_file(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("sqlite:")?;
    let (file, options) = rest.split_once('?').unwrap_or((rest, ""));
    let file = file.strip_prefix("//").unwrap_or(file);
    let is_in_memory = file.is_empty() || file.starts_with(':') || options.contains("mode=");
    (!is_in_memory && !PathBuf::from(file).exists()).then_some(file)
}

/// What models say something of.
fn only_of(models: &SchemaState, found: &mut SchemaState) {
    let others = found.tables.keys().filter(|it| models.table(it).is_none());
    let others: Vec<ObjectName> = others.cloned().collect();
    for name in others {
        found.tables.remove(&name);
    }
    found
        .enums
        .retain(|name, _| models.enums.contains_key(name));
}
