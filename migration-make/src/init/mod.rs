//! `init`: the crate of migrations, and what is around it, in a folder or a workspace that may have other things in it.
//!
//! First all that is to be written is thought out, then it is written. A file that is there is never overwritten: a
//! `Cargo.toml` of the workspace and a `.cargo/config.toml` get what they lack, and keep all else (`toml`).

mod plan;
mod texts;
mod toml;
mod workspace;

use std::path::{Component, Path, PathBuf};

use clap::ValueEnum;

use crate::make::first_migration;
use crate::mistake::Mistake;
use plan::Plan;
use workspace::Root;

/// Where to put the crate, and for which database.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Init {
    /// The database that it is for
    #[arg(long, value_enum, default_value_t = Db::Sqlite)]
    db: Db,
    /// Take migratory from this folder, a checkout of it, rather than from the registry
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
}

/// The databases, as cargo features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Db {
    Sqlite,
    #[value(alias = "postgresql")]
    Postgres,
    #[value(alias = "mariadb")]
    Mysql,
}

/// Writes what is not there, and gives a line about each file, and what to do next. `dir` is the folder of the crate, or that
/// of its sources, from the folder of the workspace: `migrations` unless said. Its last part is the crate's name.
///
/// # Errors
///
/// What is wrong with what was typed or with a file that is there, before anything is written; or a file that cannot be
/// written.
pub fn init(init: &Init, dir: Option<&Path>) -> Result<Vec<String>, Mistake> {
    let here = std::env::current_dir()
        .map_err(|error| Mistake::of_file(Path::new("the current folder"), &error))?;
    let root = workspace::find(&here)?;
    let plan = plan(init, dir.unwrap_or(Path::new("migrations")), &root)?;
    plan.write()?;
    let mut said = plan.report(root.folder());
    said.push(format!(
        "next: cargo migrate --url {}, then cargo migrate make create_posts title:string!",
        init.db.url()
    ));
    Ok(said)
}

/// All that is to be written.
fn plan(init: &Init, dir: &Path, root: &Root) -> Result<Plan, Mistake> {
    let dir = relative(dir)?;
    let package = dir.rsplit('/').next().unwrap_or(&dir);
    let folder = root.folder();
    let mut plan = Plan::default();
    match root {
        Root::Nothing(_) => {
            plan.create(folder.join("Cargo.toml"), texts::workspace(&dir));
            plan.create(folder.join(".gitignore"), texts::GITIGNORE.to_owned());
        }
        Root::Manifest { file, text, .. } => {
            let edited = toml::with_member(text, &dir);
            plan.edit(file.clone(), edited.map_err(|what| in_file(file, &what))?);
        }
    }
    let krate = folder.join(&dir);
    let source = source(init.path.as_deref())?;
    let manifest = texts::manifest(package, init.db, source.as_deref());
    plan.create(krate.join("Cargo.toml"), manifest);
    let main = krate.join("src/main.rs");
    if krate.join("src/lib.rs").exists() || main.exists() {
        plan.keep(krate.join("src"));
    } else {
        let (module, text) = first_migration()?;
        plan.create(main, texts::main(&module));
        plan.create(krate.join(format!("src/{module}.rs")), text);
    }
    let config = folder.join(".cargo/config.toml");
    let alias = texts::alias(package);
    match std::fs::read_to_string(&config) {
        Ok(text) => {
            let edited = toml::with_alias(&text, &alias);
            plan.edit(
                config.clone(),
                edited.map_err(|what| in_file(&config, &what))?,
            );
        }
        Err(_) => plan.create(config, texts::config(&alias)),
    }
    plan.create(folder.join(".env.example"), texts::env(init.db));
    let ci = ".github/workflows/migrations.yml.example";
    plan.create(folder.join(ci), texts::ci(init.db));
    Ok(plan)
}

/// The folder of the crate as TOML has it, which must be within the workspace.
fn relative(dir: &Path) -> Result<String, Mistake> {
    let parts: Option<Vec<&str>> = dir
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    let mut parts = parts.unwrap_or_default();
    // What `make` is given is the folder of the sources.
    parts.pop_if(|last| *last == "src");
    let is_name = |name: &&&str| {
        let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
        name.starts_with(|it: char| it.is_ascii_alphabetic()) && name.chars().all(is_letter)
    };
    match parts.last().filter(is_name) {
        Some(_) => Ok(parts.join("/")),
        None => {
            let what = format!("{} cannot be the folder of a crate", dir.display());
            Err(Mistake::new(
                what,
                "say one within the workspace: --dir migrations",
            ))
        }
    }
}

/// The folder that migratory is taken from, if not the registry.
fn source(path: Option<&Path>) -> Result<Option<String>, Mistake> {
    let Some(path) = path else { return Ok(None) };
    let found = path
        .canonicalize()
        .ok()
        .filter(|it| it.join("Cargo.toml").is_file());
    match found {
        Some(folder) => Ok(Some(folder.display().to_string())),
        None => {
            let what = format!("{} is no crate", path.display());
            Err(Mistake::new(
                what,
                "say the folder of migratory's Cargo.toml",
            ))
        }
    }
}

fn in_file(file: &Path, what: &str) -> Mistake {
    let what = format!("{}: {what}", file.display());
    Mistake::new(what, "correct the file, then run the same command again")
}
