//! `migratory.toml`: options at the top, and those of an environment in `[env.NAME]`, which come first there.
//!
//! ```toml
//! table = "_migrations"
//! lock_timeout = "3s"
//!
//! [env.production]
//! url = "postgres://app@db.internal/shop"
//! forward_only = true
//! ```

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::SETTINGS;
use crate::exit;
use crate::stop::Stop;

/// A key, its value as text, and the table that it stands in.
type Line = (&'static str, String, Option<String>);

/// The options of a file, those of the environment first.
pub(super) fn read(path: &Path, environment: Option<&str>) -> Result<Vec<Line>, Stop> {
    let text = std::fs::read_to_string(path).map_err(|error| wrong(path, &error.to_string()))?;
    parse(&text, environment).map_err(|(at, message)| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        wrong(path, &format!("line {line}: {message}"))
    })
}

fn wrong(path: &Path, message: &str) -> Stop {
    Stop::said(
        exit::USAGE,
        "MIG-0802",
        &format!("{}: {message}", path.display()),
        "correct the file, then run the same command again; `config --explain` lists what may be in it",
    )
}

/// What is wrong, and at which byte.
type Wrong = (usize, String);

fn parse(text: &str, environment: Option<&str>) -> Result<Vec<Line>, Wrong> {
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, error.message().to_owned())
    })?;
    let (mut top, mut tables) = (Vec::new(), Vec::new());
    for (key, value) in document.get_ref() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("env", DeValue::Table(environments)) => {
                for (name, options) in environments {
                    let DeValue::Table(options) = options.get_ref() else {
                        let message = format!("env.{} is a table: [env.{0}]", name.get_ref());
                        return Err((name.span().start, message));
                    };
                    let table = format!("env.{}", name.get_ref());
                    let lines = lines(options, Some(&table))?;
                    if environment == Some(name.get_ref().as_ref()) {
                        tables.extend(lines);
                    }
                }
            }
            ("env", _) => {
                let message = "[env.NAME] has the options of one environment; which it is, --env or MIGRATORY_ENV says";
                return Err((key.span().start, message.to_owned()));
            }
            _ => top.push(line(key, value, None)?),
        }
    }
    tables.extend(top);
    Ok(tables)
}

fn lines(options: &DeTable<'_>, table: Option<&str>) -> Result<Vec<Line>, Wrong> {
    let lines = options.iter().map(|(key, value)| line(key, value, table));
    lines.collect()
}

fn line(
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    table: Option<&str>,
) -> Result<Line, Wrong> {
    let name = key.get_ref().as_ref();
    let Some(setting) = SETTINGS.iter().find(|setting| setting.key == name) else {
        let hint = match name.replace('-', "_") {
            other if SETTINGS.iter().any(|setting| setting.key == other) => {
                format!("; it is written {other}")
            }
            _ => String::new(),
        };
        return Err((key.span().start, format!("there is no option {name}{hint}")));
    };
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Boolean(is) => is.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        _ => {
            let message = format!("{name} is a text, a number, true or false");
            return Err((value.span().start, message));
        }
    };
    Ok((setting.key, text, table.map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "table = \"t\"\nlock_wait = 5\n\n[env.production]\ntable = \"p\"\nforward_only = true\n";

    fn line(key: &'static str, value: &str, table: Option<&str>) -> Line {
        (key, value.to_owned(), table.map(str::to_owned))
    }

    #[test]
    fn an_environment_s_options_come_first() {
        assert_eq!(
            parse(FILE, None).unwrap(),
            [line("lock_wait", "5", None), line("table", "t", None)]
        );
        let production = parse(FILE, Some("production")).unwrap();
        assert!(production.contains(&line("forward_only", "true", Some("env.production"))));
        let tables = production.iter().filter(|(key, ..)| *key == "table");
        let tables: Vec<&str> = tables.map(|(_, value, _)| value.as_str()).collect();
        assert_eq!(tables, ["p", "t"]);
    }

    #[test]
    fn what_is_no_option_is_said_with_its_place() {
        for (text, at, part) in [
            ("table = 1\ntabel = 2", 10, "there is no option tabel"),
            ("lock-wait = 2", 0, "it is written lock_wait"),
            ("table = [1]", 8, "is a text, a number"),
            ("[env.test]\nx = 1", 11, "there is no option x"),
            ("env = \"test\"", 0, "--env or MIGRATORY_ENV says"),
            ("table = ", 8, ""),
        ] {
            let (place, message) = parse(text, None).unwrap_err();
            assert!(message.contains(part), "{message}");
            assert_eq!(place, at, "{message}");
        }
    }
}
