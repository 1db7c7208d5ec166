//! `CREATE VIEW` and `CREATE TRIGGER` as SQLite keeps them: <https://www.sqlite.org/lang_createview.html>,
//! <https://www.sqlite.org/lang_createtrigger.html>.

use migration_core::schema::{Expression, ObjectName, Trigger, TriggerEvent, TriggerTiming, View};

use super::tokens::Cursor;

/// The view; nothing when the text is not understood.
pub(super) fn view(name: ObjectName, sql: &str) -> Option<View> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    cursor.take(&["VIEW"]).then_some(())?;
    named(&mut cursor)?;
    let columns = match cursor.take(&["AS"]) {
        true => Vec::new(),
        false => {
            let (columns, _) = cursor.names()?;
            cursor.take(&["AS"]).then_some(())?;
            columns
        }
    };
    let mut view = View::new(name, cursor.rest());
    view.columns = columns;
    Some(view)
}

/// The trigger; nothing when the text is not understood.
pub(super) fn trigger(name: &str, table: ObjectName, sql: &str) -> Option<Trigger> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    cursor.take(&["TRIGGER"]).then_some(())?;
    named(&mut cursor)?;
    let timing = if cursor.take(&["AFTER"]) {
        TriggerTiming::After
    } else if cursor.take(&["INSTEAD", "OF"]) {
        TriggerTiming::InsteadOf
    } else {
        // It is the default.
        cursor.take(&["BEFORE"]);
        TriggerTiming::Before
    };
    let mut trigger = Trigger::new(name, table, timing);
    trigger.events = vec![event(&mut cursor)?];
    cursor.take(&["ON"]).then_some(())?;
    cursor.name()?;
    cursor.take(&["FOR", "EACH", "ROW"]);
    if cursor.take(&["WHEN"]) {
        let start = cursor.place();
        while !cursor.peek()?.is("BEGIN") {
            cursor.next();
        }
        trigger.when = Some(Expression::new(cursor.since(start)));
    }
    cursor.peek()?.is("BEGIN").then_some(())?;
    trigger.body = Some(Expression::new(cursor.rest()));
    Some(trigger)
}

/// Goes past `IF NOT EXISTS`, and a name with its schema or without.
fn named(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.take(&["IF", "NOT", "EXISTS"]);
    cursor.name()?;
    if cursor.take_sign(".") {
        cursor.name()?;
    }
    Some(())
}

fn event(cursor: &mut Cursor<'_>) -> Option<TriggerEvent> {
    if cursor.take(&["INSERT"]) {
        return Some(TriggerEvent::Insert);
    }
    if cursor.take(&["DELETE"]) {
        return Some(TriggerEvent::Delete);
    }
    cursor.take(&["UPDATE"]).then_some(())?;
    let mut columns = Vec::new();
    if cursor.take(&["OF"]) {
        columns.push(cursor.name()?);
        while cursor.take_sign(",") {
            columns.push(cursor.name()?);
        }
    }
    Some(TriggerEvent::Update(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_read_in_all_its_parts() {
        let sql = "CREATE TRIGGER IF NOT EXISTS main.[The Trigger] UPDATE OF a, \"b c\" ON posts
            WHEN new.a > 'BEGIN' BEGIN SELECT 1; SELECT 2; END";
        let trigger = trigger("The Trigger", ObjectName::new("posts"), sql).unwrap();
        assert_eq!(trigger.timing, TriggerTiming::Before);
        let columns = vec!["a".to_owned(), "b c".to_owned()];
        assert_eq!(trigger.events, [TriggerEvent::Update(columns)]);
        assert_eq!(trigger.when.unwrap().any_text(), "new.a > 'BEGIN'");
        assert_eq!(
            trigger.body.unwrap().any_text(),
            "BEGIN SELECT 1; SELECT 2; END"
        );
    }
}
