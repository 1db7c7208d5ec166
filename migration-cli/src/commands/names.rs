//! What has been renamed: said by flags and models, or asked.

use migration_core::diff::{Answers, Options, Question, Renamed, Undecided, diff};
use migration_core::operation::Operation;
use migration_core::schema::{ObjectName, Renames, SchemaState};
use migration_make::Names;
use migration_runtime::CancelHandle;

use super::guard::ask;
use crate::exit;
use crate::output::Output;
use crate::stop::Stop;

/// The operations between two states; who can be asked is asked what has been renamed.
pub(super) async fn decided(
    from: &SchemaState,
    to: &SchemaState,
    mut options: Options,
    output: &Output,
    cancel: &CancelHandle,
) -> Result<Vec<Operation>, Stop> {
    loop {
        let questions = match diff(from, to, &options) {
            Ok(operations) => return Ok(operations),
            Err(Undecided::Left(left)) => {
                let what = format!("no operation changes {}", left.join("; "));
                return Err(by_hand(&what));
            }
            Err(Undecided::Questions(questions)) => questions,
        };
        let Some(question) = questions.first().filter(|_| output.may_ask()) else {
            return Err(unanswered(&questions));
        };
        let answer = ask(&asked(question), cancel).await?;
        let answer = answer.unwrap_or_else(|| "nothing".to_owned());
        if !answered(question, &answer, &mut options.answers) {
            return Err(unanswered(&questions));
        }
    }
}

/// What no operation does.
pub(super) fn by_hand(what: &str) -> Stop {
    let next = "write that change by hand, in a migration of its own";
    Stop::said(exit::FAILED, "MIG-0806", what, next)
}

/// The question whether something was renamed.
fn asked(question: &Question) -> String {
    format!(
        "  {question}\n  ? renamed {}? [Y] rename  [n] the old goes, the new is added: ",
        question.renamed
    )
}

/// Takes in the answer, if it is one.
fn answered(question: &Question, answer: &str, answers: &mut Answers) -> bool {
    match answer {
        "" | "y" | "Y" | "yes" => answers.said.push(question.renamed.clone()),
        "n" | "N" | "no" => drop(answers.denied.insert(question.renamed.clone())),
        _ => return false,
    }
    true
}

/// Nobody said whether these are renames, and nobody can be asked.
fn unanswered(questions: &[Question]) -> Stop {
    let what: Vec<String> = questions.iter().map(ToString::to_string).collect();
    let flags = questions.iter().map(|question| {
        let renamed = &question.renamed;
        format!("--rename {renamed} or --no-rename {renamed}")
    });
    let next: Vec<String> = flags.collect();
    Stop::said(exit::USAGE, "MIG-0807", &what.join("; "), &next.join(", "))
}

/// What models say of names, and flags. What flags name is looked for in the states.
pub(super) fn answers(
    renames: &Renames,
    names: &Names,
    from: &SchemaState,
    to: &SchemaState,
) -> Result<Answers, Stop> {
    let mut said = Vec::new();
    let mut answers = Answers::from(renames);
    for text in &names.rename {
        said.push(renamed(text, from, to)?);
    }
    for text in &names.no_rename {
        answers.denied.insert(renamed(text, from, to)?);
    }
    // Tables first: columns are of tables as they are called then.
    said.sort();
    answers.said.extend(said);
    Ok(answers)
}

fn renamed(text: &str, from: &SchemaState, to: &SchemaState) -> Result<Renamed, Stop> {
    let mistake = |what: String| {
        let next = "--rename users.name=full_name, --rename users=people";
        Stop::said(exit::USAGE, "MIG-0801", &what, next)
    };
    let Some((old, new)) = text.split_once('=') else {
        return Err(mistake(format!("`{text}` does not say OLD=NEW")));
    };
    let (before, after) = (name(old), name(new));
    if from.table(&before).is_some() {
        return Ok(Renamed::Table {
            from: before,
            to: after,
        });
    }
    if from.enum_type(&before).is_some() {
        return Ok(Renamed::Enum {
            from: before,
            to: after,
        });
    }
    let part = new.rsplit('.').next().unwrap_or(new).to_owned();
    if let Some((owner, old)) = old.rsplit_once('.') {
        let owner = name(owner);
        let (old, new) = (old.to_owned(), part);
        let column = to.table(&owner).is_some_and(|it| it.column(&new).is_some());
        if column {
            return Ok(Renamed::Column {
                table: owner,
                from: old,
                to: new,
            });
        }
        if to
            .enum_type(&owner)
            .is_some_and(|it| it.values.contains(&new))
        {
            return Ok(Renamed::EnumValue {
                name: owner,
                from: old,
                to: new,
            });
        }
    }
    Err(mistake(format!(
        "there is no table, column or type `{old}`"
    )))
}

fn name(text: &str) -> ObjectName {
    match text.split_once('.') {
        Some((schema, name)) => ObjectName::qualified(schema, name),
        None => ObjectName::new(text),
    }
}
