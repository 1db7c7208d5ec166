//! Annotations of GitHub's workflows: they stand at the line of a change
//! (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).

use migration_core::Location;

use super::places;
use crate::stop::Stop;

/// An annotation: `level` is error, warning or notice.
pub(super) fn line(level: &str, at: Option<Location>, message: &str) -> String {
    let place = match at {
        Some(at) => format!(
            " file={},line={},col={}",
            property(at.file),
            at.line,
            at.column
        ),
        None => String::new(),
    };
    format!("::{level}{place}::{}", data(message))
}

/// An annotation for each thing that is wrong.
pub(super) fn stop(stop: &Stop) -> Vec<String> {
    match stop {
        Stop::Said(said) => {
            let message = format!("{} ({}); next: {}", said.what, said.code, said.next);
            vec![line("error", None, &message)]
        }
        Stop::Failed(error) => (places(error).into_iter())
            .map(|(at, message, help)| {
                let mut message = format!("{message} ({})", error.code());
                if let Some(help) = help.as_deref().or(error.hint()) {
                    message += &format!("\n{help}");
                }
                line("error", at, &message)
            })
            .collect(),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_one_line_whatever_it_says() {
        let at = Location {
            file: "a,b:c.rs",
            line: 3,
            column: 7,
        };
        assert_eq!(
            line("error", Some(at), "100 %\nno"),
            "::error file=a%2Cb%3Ac.rs,line=3,col=7::100 %25%0Ano"
        );
    }
}
