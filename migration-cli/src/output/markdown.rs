//! Answers for a comment on a pull request.

use super::{Answer, places};
use crate::stop::Stop;

/// What a command came to.
pub(super) fn answer(answer: &Answer) -> String {
    let mut out = match &answer.markdown {
        Some(markdown) => markdown.clone(),
        None if answer.text.is_empty() => String::new(),
        None => block("", &answer.text),
    };
    for finding in &answer.findings {
        out += &format!(
            "\n> **warning**: {}\n",
            finding.message.replace('\n', "\n> ")
        );
    }
    if !answer.said.trim().is_empty() {
        out += &format!("\n{}\n", answer.said.trim());
    }
    out.trim_start().to_owned()
}

/// A table, the first row its head.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().map(|cell| cell.replace('|', "\\|"));
        let cells: Vec<String> = cells.collect();
        out += &format!("| {} |\n", cells.join(" | "));
        if number == 0 {
            out += &format!("|{}\n", " --- |".repeat(N));
        }
    }
    out
}

/// Text as it is, between fences that it does not have.
pub(crate) fn block(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

/// Why a command came to no good end.
pub(super) fn stop(stop: &Stop) -> String {
    let mut out = String::new();
    match stop {
        Stop::Said(said) => {
            out += &format!("**error {}**: {}\n", said.code, said.what);
            for detail in &said.details {
                out += &format!("- {detail}\n");
            }
            out += &format!("- next: {}\n", said.next);
        }
        Stop::Failed(error) => {
            for (at, message, help) in places(error) {
                out += &format!("**error {}**: {message}\n", error.code());
                if let Some(at) = at {
                    out += &format!("- at `{at}`\n");
                }
                if let Some(help) = help {
                    out += &format!("- help: {help}\n");
                }
            }
            if let Some(name) = error.migration() {
                out += &format!("- migration `{name}`\n");
            }
            if let Some(state) = error.state_in_words() {
                out += &format!("- database: {state}\n");
            }
            if let Some(next) = error.hint() {
                out += &format!("- next: {next}\n");
            }
            if let Some(failed) = error.failed_statement() {
                out += &format!("\n{}", block("sql", &failed.shortened()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_cell_or_a_block_does_not_end_it() {
        let rows = [["a".to_owned()], ["x|y".to_owned()]];
        assert_eq!(table(&rows), "| a |\n| --- |\n| x\\|y |\n");
        assert!(block("", "``` ````").starts_with("`````\n"));
    }
}
