//! What the program says of itself: `config`, `explain`, `completions`, `man`. None needs a database.

use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::args::{self, Config};
use crate::codes::{self, CODES};
use crate::config::{Layers, SETTINGS};
use crate::exit;
use crate::output::{Answer, human, markdown};
use crate::stop::Stop;

/// Each option, its value, and where that comes from.
pub(super) fn config(config: &Config, matches: &ArgMatches, layers: &Layers) -> Answer {
    let mut rows = vec![["option", "value", "from"].map(String::from)];
    let mut list: Vec<Value> = Vec::new();
    for setting in &SETTINGS {
        let value = args::raw_value(matches, setting.key);
        let shown = value.as_ref().map(|value| setting.shown(value));
        let from = match layers.get(setting.key) {
            _ if args::is_given(matches, setting.key) => format!("flag {}", setting.flag()),
            Some((_, origin)) => origin.to_string(),
            None if value.is_some() => "default".to_owned(),
            None => "not said".to_owned(),
        };
        list.push(json!({
            "option": setting.key, "value": shown, "from": from, "flag": setting.flag(),
            "variables": setting.variables,
        }));
        rows.push([
            setting.key.to_owned(),
            shown.unwrap_or_else(|| "-".to_owned()),
            from,
        ]);
    }
    let mut text = human::table(&rows);
    if config.explain {
        let path = |file: &Option<std::path::PathBuf>, none: &str| match file {
            Some(file) => file.display().to_string(),
            None => none.to_owned(),
        };
        text += &format!(
            "\nThe first of these that says it counts: the flag, the environment, .env, migratory.toml, the default.\n\
             .env            {}\n\
             migratory.toml  {}\n\n\
             Flags and variables of each:\n",
            path(&layers.dotenv, "none found from here upwards"),
            path(
                &layers.file,
                "none found from here upwards; --config FILE names one"
            ),
        );
        let names = SETTINGS.iter().map(|setting| {
            [
                setting.key.to_owned(),
                setting.flag(),
                setting.variables.join(", "),
            ]
        });
        text += &human::table(&names.collect::<Vec<_>>());
    }
    let mut answer = Answer::default()
        .with("options", list)
        .with(
            "dotenv",
            layers
                .dotenv
                .as_ref()
                .map(|file| file.display().to_string()),
        )
        .with(
            "file",
            layers.file.as_ref().map(|file| file.display().to_string()),
        )
        .text(text);
    answer.markdown = Some(markdown::table(&rows));
    answer
}

/// What a code means; without one, all codes.
pub(super) fn explain(code: Option<&str>) -> Result<Answer, Stop> {
    let Some(name) = code else {
        let rows = CODES.iter().map(|code| {
            [
                code.code.to_owned(),
                code.exit.to_string(),
                code.title.to_owned(),
            ]
        });
        let head = ["code", "exit", "what"].map(String::from);
        let rows: Vec<[String; 3]> = std::iter::once(head).chain(rows).collect();
        let list: Vec<Value> = CODES.iter().map(code_json).collect();
        let mut answer = Answer::default()
            .with("codes", list)
            .text(human::table(&rows));
        answer.markdown = Some(markdown::table(&rows));
        return Ok(answer);
    };
    match codes::find(name) {
        Some(code) => Ok(Answer::default()
            .with("codes", vec![code_json(code)])
            .text(format!(
                "{}: {} (exit code {})\n\n{}\n",
                code.code, code.title, code.exit, code.text
            ))),
        None => {
            let what = format!("there is no code \"{name}\"");
            Err(Stop::said(
                exit::USAGE,
                "MIG-0801",
                &what,
                "explain lists all codes",
            ))
        }
    }
}

fn code_json(code: &codes::Code) -> Value {
    json!({ "code": code.code, "exit": code.exit, "title": code.title, "text": code.text })
}

/// A script that completes commands and flags.
pub(super) fn completions(shell: clap_complete::Shell, program: &str) -> Answer {
    // Shells complete the name of a program.
    let program = program.replace(' ', "-");
    let mut command = args::command(&program, &Layers::default());
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, program, &mut script);
    Answer::default().text(String::from_utf8_lossy(&script))
}

/// The manual pages, into a folder; without one, the main page.
pub(super) fn man(folder: Option<&Path>, program: &str) -> Result<Answer, Stop> {
    let command = args::command(&program.replace(' ', "-"), &Layers::default());
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        return Ok(Answer::default().text(String::from_utf8_lossy(&page)));
    };
    let unwritten = |error: std::io::Error| {
        let what = format!("{} cannot be written: {error}", folder.display());
        Stop::said(
            exit::USAGE,
            "MIG-0803",
            &what,
            "man DIR, with a folder that may be written",
        )
    };
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    clap_mangen::generate_to(command, folder).map_err(unwritten)?;
    Ok(Answer::default()
        .with("folder", folder.display().to_string())
        .said(format!("wrote the manual pages to {}", folder.display())))
}
