//! `make`: writes a migration whose name and fields say what it does.
//!
//! Name -> intent (`name`, `intent`), words -> fields (`field`), both -> a small tree (`infer`), which becomes Rust (`write`) and,
//! without a compiler, SQL (`replay`, `shown`). Nothing is written when anything is wrong.

mod columns;
mod default;
mod field;
mod infer;
mod intent;
mod known;
mod name;
mod place;
mod replay;
mod shown;
#[cfg(test)]
mod tests;
mod tree;
mod types;
mod write;

use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use migration_core::migration::{MigrationId, Phase};
use migration_core::registry::is_module_name;

use crate::mistake::Mistake;
use crate::stamp;
use intent::Intent;
use known::Known;
use name::Name;
pub(crate) use place::write_new;
use place::{Listed, Written};

/// What is to be made.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
#[command(after_long_help = HELP, group(clap::ArgGroup::new("models").multiple(true)))]
pub struct Make {
    /// What it does: create_x, drop_x, rename_x_to_y, add_y_to_x, remove_y_from_x, rename_y_to_z_in_x, change_y_in_x,
    /// create_join_x_and_y, add_index_to_x, add_unique_to_x, add_foreign_key_to_x (and remove_... of each), backfill_x; in snake or camel case
    pub name: String,
    /// Columns: name[:type[{...}][[]]][!|?][:modifier...], as title:string{200}!:unique; `make --help` has all
    fields: Vec<String>,
    /// Write an empty migration, whatever its name says
    #[arg(long)]
    empty: bool,
    /// Write an SQL file with -- UP and -- DOWN
    #[arg(long, conflicts_with_all = ["empty", "data"])]
    sql: bool,
    /// Write a data migration, which reads and writes rows
    #[arg(long, conflicts_with = "empty")]
    data: bool,
    /// Write what makes the tables of the models (`#[derive(Model)]`) of those of the history, without a database
    #[arg(long, group = "models", conflicts_with_all = ["fields", "empty", "sql", "data"])]
    pub from_models: bool,
    /// The same, but of the tables of the database: for histories of raw SQL, whose tables are not known without one
    #[arg(long, group = "models", conflicts_with_all = ["fields", "empty", "sql", "data"])]
    pub against_database: bool,
    /// Before it is written, run the history and it on a scratch database, up, down and up again, and compare with the models
    #[arg(long, requires = "models")]
    pub verify: bool,
    /// As two migrations: what running code does not notice, before it is deployed, and after it what it would
    #[arg(long, requires = "models")]
    pub phased: bool,
    /// Drop tables that have no model
    #[arg(long, requires = "models")]
    pub drop_tables: bool,
    /// What is known of names.
    #[command(flatten)]
    pub names: Names,
}

/// What is known of names.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Names {
    /// This has another name now: users.name=full_name, users=people; may be given several times
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// This is not the same under another name: the old goes, the new is added
    #[arg(long, value_name = "OLD=NEW")]
    pub no_rename: Vec<String>,
}

/// The grammar of fields.
const HELP: &str = "\
Fields are name[:type[{...}][[]]][!|?][:modifier...]; quote those with a comma or with `!:`, which shells read as theirs.

  title                     string{255}, may be NULL
  title:string{200}!        `!` is NOT NULL; without it a column may be NULL, but for references
  author:references         author_id, NOT NULL, with a foreign key to authors and an index; `?` lets it be NULL
  author:references{users}  the same to users; the type is that of the key there
  tags:text[]               an array
  'price:decimal{10,2}!'    digits in all, and after the point
  'status:enum{draft,done}' an enum type post_status, made first; status:enum{post_status} is one that is there
  timestamps                created_at and updated_at; also: created_at, updated_at, deleted_at, id

Types: string text char citext, integer bigint smallint, decimal numeric float double, boolean, date time timestamp
  local_timestamp interval, uuid, json jsonb, binary, inet cidr macaddr, bit varbit, tsvector, vector, geometry, int4range
  int8range numrange tsrange tstzrange daterange, enum, references, custom{...}; and what SQL, Rails or Rust call them
Modifiers: unique index primary_key auto_increment required optional cascade, default=VALUE check=SQL comment=TEXT
  on_delete=ACTION on_update=ACTION

Example: make create_posts 'title:string{200}!:unique' author:references 'tags:text[]' timestamps";

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// Where it is, from the current folder.
    pub file: String,
    /// What is to be said of it: where it is, what to look at, what to do next.
    pub said: Vec<String>,
    /// Its SQL for each database, or why there is none. Empty where it does nothing yet.
    pub sql: String,
}

/// Writes a migration of a phase, and the line that makes it a part of its crate. What this program has registered is what
/// there is before it; `program` is how it is called. It goes to `dir`, which has the lib.rs, main.rs or mod.rs that lists its
/// migrations; to the folder of the others unless said.
///
/// # Errors
///
/// What is wrong with what was typed, or a file that cannot be written. Nothing was written then.
pub fn make(
    make: &Make,
    phase: Option<Phase>,
    dir: Option<&Path>,
    program: &str,
) -> Result<Made, Mistake> {
    let here = std::env::current_dir()
        .map_err(|error| Mistake::of_file(Path::new("the current folder"), &error))?;
    let phase = phase.unwrap_or_default();
    let name = Name::read(&make.name)?;
    let written = Written::registered(&here);
    if make.sql {
        return sql_file(make, &name, phase, dir, &written, &here);
    }
    let known = Known::of_this_program();
    let up = up(make, &name, &known)?;
    let text = match &up {
        Some(up) => write::migration(&name.camel, phase, &up.statements),
        None => write::data_migration(&name.camel, phase),
    };
    let folder = written.folder(&here, dir)?;
    let list = place::list_of(&folder)?;
    let new = new_name(&name, &folder, &written)?;
    let listed = Listed::new(&folder, format!("m{new}"), list);
    listed.write(&text)?;

    let mut made = Made {
        file: listed.file(&here),
        said: vec![listed.shown(&here)],
        sql: String::new(),
    };
    let Some(up) = up else { return Ok(made) };
    made.said
        .extend(up.notes.iter().map(|note| format!("note: {note}")));
    let recorded = replay::record(&up.statements);
    if recorded.is_empty() {
        made.said.push("next: say in it what to do".to_owned());
        return Ok(made);
    }
    made.said
        .push(format!("next: look at it, then {}", to_migrate(program)));
    made.sql = shown::sql(&new, &recorded, &known);
    Ok(made)
}

/// Writes a migration whose source somebody else makes, from the name of its struct.
///
/// # Errors
///
/// As of [`make`], and what the source's maker says.
pub fn make_of<E: From<Mistake>>(
    name: &str,
    dir: Option<&Path>,
    program: &str,
    source: impl FnOnce(&str) -> Result<String, E>,
) -> Result<Made, E> {
    make_as(name, dir, program, source, |_, new| Ok(new))
}

/// As [`make_of`], for a migration that comes right after another one, and before the one after that.
///
/// # Errors
///
/// As of [`make_of`], and that no name fits between the two.
pub fn make_after<E: From<Mistake>>(
    name: &str,
    last: &str,
    next: Option<&MigrationId>,
    dir: Option<&Path>,
    program: &str,
    source: impl FnOnce(&str) -> Result<String, E>,
) -> Result<Made, E> {
    // It is looked first whether another one is called so.
    make_as(name, dir, program, source, |name, _| {
        name_between(name, last, next)
    })
}

/// As [`make_of`]; what it is called is chosen from its name and the one that it would have now.
fn make_as<E: From<Mistake>>(
    name: &str,
    dir: Option<&Path>,
    program: &str,
    source: impl FnOnce(&str) -> Result<String, E>,
    choose: impl FnOnce(&Name, String) -> Result<String, Mistake>,
) -> Result<Made, E> {
    let here = std::env::current_dir()
        .map_err(|error| Mistake::of_file(Path::new("the current folder"), &error))?;
    let name = Name::read(name)?;
    let written = Written::registered(&here);
    let folder = written.folder(&here, dir)?;
    let list = place::list_of(&folder)?;
    let new = choose(&name, new_name(&name, &folder, &written)?)?;
    let text = source(&name.camel)?;
    let listed = Listed::new(&folder, format!("m{new}"), list);
    listed.write(&text)?;
    Ok(Made {
        file: listed.file(&here),
        said: vec![
            listed.shown(&here),
            format!("next: look at it, then {}", to_migrate(program)),
        ],
        sql: String::new(),
    })
}

/// A name that is sorted after one and before another: the time right after the one, or all of the one with more behind it.
fn name_between(name: &Name, last: &str, next: Option<&MigrationId>) -> Result<String, Mistake> {
    let time = stamp::right_after(last).map(|time| format!("{time}_{}", name.snake));
    let longer = Some(format!("{last}_{}", name.snake));
    let id = |name: &str| MigrationId::new(name, Phase::default());
    let fits = |new: &String| {
        is_module_name(&format!("m{new}"))
            && id(new) > id(last)
            && next.is_none_or(|next| id(new) < id(&next.name))
    };
    let mut names = [time, longer].into_iter().flatten();
    names.find(fits).ok_or_else(|| {
        let before = next.map_or(String::new(), |next| format!(" and before \"{next}\""));
        let what = format!("no name with a time is sorted right after \"{last}\"{before}");
        Mistake::new(what, "choose another last one with --to")
    })
}

/// What is in a migration; nothing of one whose code is its author's.
fn up(make: &Make, name: &Name, known: &Known) -> Result<Option<infer::Inferred>, Mistake> {
    let fields = field::read_all(&make.fields)?;
    if make.data {
        return match fields.first() {
            None => Ok(None),
            Some(field) => Err(without_fields(&field.typed, "--data")),
        };
    }
    let intent = match make.empty {
        true => Intent::Unknown,
        false => name.intent(&|table| known.has_table(table)),
    };
    infer::infer(&intent, &fields, known).map(Some)
}

fn without_fields(field: &str, flag: &str) -> Mistake {
    let what = format!("{field}: {flag} takes no fields");
    Mistake::new(what, "leave them out, and write what it does into the file")
}

fn sql_file(
    make: &Make,
    name: &Name,
    phase: Phase,
    dir: Option<&Path>,
    written: &Written,
    here: &Path,
) -> Result<Made, Mistake> {
    if let Some(field) = make.fields.first() {
        return Err(without_fields(field, "--sql"));
    }
    let folder = written.sql_folder(here, dir)?;
    let new = new_name(name, &folder, written)?;
    let file = folder.join(format!("{new}.sql"));
    let header = match phase {
        Phase::PreDeploy => String::new(),
        phase => format!("-- migratory: phase={phase}\n"),
    };
    let text = format!("{header}-- UP\n\n-- DOWN\n");
    write_new(&file, &text).map_err(|error| Mistake::of_file(&file, &error))?;
    let file = place::shown(&file, here);
    let mut said = vec![format!("wrote {file}")];
    if written.has_no_sql() {
        let next = "next: migratory::sql_migrations!(\"...\") in the crate of migrations takes that folder in";
        said.push(next.to_owned());
    }
    let sql = String::new();
    Ok(Made { file, said, sql })
}

/// The name of the file without `m`: the time, later than that of all others, and the name, which no other has.
fn new_name(name: &Name, folder: &Path, written: &Written) -> Result<String, Mistake> {
    let in_folder = place::names_in(folder);
    let names = || in_folder.iter().chain(&written.names).map(String::as_str);
    let is_time = |it: char| it.is_ascii_digit() || it == '_';
    if let Some(other) = names().find(|it| it.trim_start_matches(is_time) == name.snake) {
        let what = format!("there is a migration {other} already");
        return Err(Mistake::new(what, "give the new one another name"));
    }
    Ok(format!("{}_{}", stamp::after(names(), now()), name.snake))
}

/// The first migration of a new crate: its module, and its source.
pub(crate) fn first_migration() -> Result<(String, String), Mistake> {
    let (known, name) = (Known::nothing(), Name::read("create_users")?);
    let fields = [
        "email:string{320}!:unique",
        "name:string{100}",
        "created_at",
    ];
    let fields = field::read_all(&fields.map(str::to_owned))?;
    let up = infer::infer(&name.intent(&|_| false), &fields, &known)?;
    let module = format!("m{}_{}", stamp::after([], now()), name.snake);
    let text = write::migration(&name.camel, Phase::default(), &up.statements);
    Ok((module, text))
}

/// What is typed to migrate: `shop migrate`, and `cargo migrate` where that is what the program is called.
pub fn to_migrate(program: &str) -> String {
    match program.ends_with(" migrate") {
        true => program.to_owned(),
        false => format!("{program} migrate"),
    }
}

/// The time by this machine's clock.
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
