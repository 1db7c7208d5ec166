//! The values below the flags, each from the first place that says it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Origin, SETTINGS, dotenv, file};
use crate::exit;
use crate::stop::Stop;

/// A value, and where it comes from.
pub(crate) type Found = (String, Origin);

/// The values below the flags.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    values: BTreeMap<&'static str, Found>,
    /// The `.env` that was read.
    pub(crate) dotenv: Option<PathBuf>,
    /// The `migratory.toml` that was read.
    pub(crate) file: Option<PathBuf>,
}

impl Layers {
    /// Reads all of them, from the current folder upwards. Of the arguments it looks at those that say what to read.
    pub(crate) fn read(arguments: &[OsString]) -> Result<Self, Stop> {
        let Ok(here) = std::env::current_dir() else {
            return Self::read_from(arguments, Path::new("."));
        };
        Self::read_from(arguments, &here)
    }

    fn read_from(arguments: &[OsString], here: &Path) -> Result<Self, Stop> {
        let mut layers = Self::default();
        for setting in &SETTINGS {
            for name in setting.variables {
                if let Some(value) = variable(name)? {
                    layers.put(setting.key, value, Origin::Variable(name));
                    break;
                }
            }
        }
        let without = has(arguments, "--no-dotenv") || variable("MIGRATORY_NO_DOTENV")?.is_some();
        if !without && let Some(path) = upwards(here, ".env") {
            let variables = dotenv::read(&path)?;
            for setting in &SETTINGS {
                let mut names = setting.variables.iter();
                if let Some(name) = names.find(|name| variables.contains_key(**name)) {
                    let value = variables[*name].clone();
                    layers.put(setting.key, value, Origin::DotEnv(path.clone(), name));
                }
            }
            layers.dotenv = Some(path);
        }
        let named = match value_of(arguments, &["--config"]) {
            Some(path) => Some(path),
            None => variable("MIGRATORY_CONFIG")?,
        };
        let path = match named {
            Some(path) if Path::new(&path).is_file() => Some(PathBuf::from(path)),
            Some(path) => {
                let what = format!("there is no file {path}");
                return Err(Stop::said(exit::USAGE, "MIG-0802", &what, "--config FILE"));
            }
            None => upwards(here, "migratory.toml"),
        };
        if let Some(path) = path {
            let environment = value_of(arguments, &["--env"]);
            let environment = environment.or_else(|| layers.get("env").map(|(env, _)| env.clone()));
            for (key, value, table) in file::read(&path, environment.as_deref())? {
                layers.put(key, value, Origin::File(path.clone(), table));
            }
            layers.file = Some(path);
        }
        Ok(layers)
    }

    /// What is said first stays.
    fn put(&mut self, key: &'static str, value: String, origin: Origin) {
        self.values.entry(key).or_insert((value, origin));
    }

    /// A value below the flags.
    pub(crate) fn get(&self, key: &str) -> Option<&Found> {
        self.values.get(key)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Found)> {
        self.values.iter().map(|(key, found)| (*key, found))
    }
}

/// A variable that says something.
fn variable(name: &str) -> Result<Option<String>, Stop> {
    match std::env::var_os(name) {
        None => Ok(None),
        Some(value) => match value.into_string() {
            Ok(value) if value.trim().is_empty() => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(_) => {
                let what = format!("the environment variable {name} is no text");
                Err(Stop::said(
                    exit::USAGE,
                    "MIG-0802",
                    &what,
                    &format!("unset {name}"),
                ))
            }
        },
    }
}

/// The nearest file of this name.
fn upwards(here: &Path, name: &str) -> Option<PathBuf> {
    let mut files = here.ancestors().map(|folder| folder.join(name));
    files.find(|file| file.is_file())
}

fn has(arguments: &[OsString], flag: &str) -> bool {
    arguments.iter().any(|argument| argument == flag)
}

/// The value of a flag, before the arguments are understood: `--flag value` or `--flag=value`.
fn value_of(arguments: &[OsString], flags: &[&str]) -> Option<String> {
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(argument) = arguments.next() {
        for flag in flags {
            if argument == *flag {
                return arguments.next().map(|value| value.into_owned());
            }
            if let Some(value) = argument.strip_prefix(&format!("{flag}=")) {
                return Some(value.to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_s_value_is_found_in_both_ways_of_writing() {
        let arguments =
            |line: &str| -> Vec<OsString> { line.split_whitespace().map(OsString::from).collect() };
        for line in ["app --env test status", "app status --env=test"] {
            let value = value_of(&arguments(line), &["--env"]);
            assert_eq!(value.as_deref(), Some("test"));
        }
        assert_eq!(value_of(&arguments("app --envy"), &["--env"]), None);
    }
}
