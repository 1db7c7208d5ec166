//! Columns: <https://www.sqlite.org/syntax/column-def.html>.

use migration_core::Value;
use migration_core::schema::{
    Column, ColumnType, Constraint, DefaultValue, Expression, Generation, PrimaryKey,
};

use super::constraint::{self, Written, conflict};
use super::table::Parsed;
use super::tokens::{Cursor, Kind};

/// Words that end a type, unless they are quoted.
const AFTER_TYPE: [&str; 11] = [
    "AS",
    "CHECK",
    "COLLATE",
    "CONSTRAINT",
    "DEFAULT",
    "GENERATED",
    "NOT",
    "NULL",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

/// A column and the constraints that stand on it.
pub(super) fn read(cursor: &mut Cursor<'_>, parsed: &mut Parsed) -> Option<()> {
    let name = cursor.name()?;
    let mut column = Column::new(name, ColumnType::Custom(declared_type(cursor)?));
    column.nullable = true;
    let mut constraint_name = String::new();
    while cursor.peek().is_some_and(|token| token.text != ",") {
        if cursor.take(&["CONSTRAINT"]) {
            constraint_name = cursor.name()?;
        } else {
            let name = std::mem::take(&mut constraint_name);
            clause(cursor, &mut column, name, parsed)?;
        }
    }
    parsed.columns.push(column);
    Some(())
}

/// The type as it is written, which may be nothing at all.
fn declared_type(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.place();
    let mut declared = "";
    while let Some(token) = cursor.peek() {
        let ends = AFTER_TYPE.iter().any(|word| token.is(word));
        if ends || !matches!(token.kind, Kind::Word | Kind::Name | Kind::Text) {
            break;
        }
        cursor.next();
        declared = cursor.since(start);
    }
    if !declared.is_empty() && cursor.peek().is_some_and(|token| token.text == "(") {
        cursor.group()?;
        declared = cursor.since(start);
    }
    Some(declared.to_owned())
}

fn clause(
    cursor: &mut Cursor<'_>,
    column: &mut Column,
    name: String,
    parsed: &mut Parsed,
) -> Option<()> {
    let own = || vec![column.name.clone()];
    let on_it = |constraint| Written::new(constraint, Some(column.name.clone()));
    if cursor.take(&["PRIMARY", "KEY"]) {
        let descending = cursor.take(&["DESC"]);
        let _ = descending || cursor.take(&["ASC"]);
        let columns = own();
        let key = Constraint::PrimaryKey(PrimaryKey {
            name,
            columns,
            without_overlaps: false,
        });
        parsed.put(on_it(key).but(cursor, !descending));
        if cursor.take(&["AUTOINCREMENT"]) {
            column.generation = Some(Generation::Identity);
        }
    } else if cursor.take(&["NOT", "NULL"]) {
        column.nullable = false;
        parsed.note_if(conflict(cursor), "conflict clause of column", &column.name);
    } else if cursor.take(&["NULL"]) {
        conflict(cursor);
    } else if cursor.take(&["UNIQUE"]) {
        parsed.put(on_it(constraint::unique(name, own())).but(cursor, true));
    } else if cursor.take(&["CHECK"]) {
        let text = cursor.group()?;
        match enum_values(column, &name, text) {
            Some(values) => column.column_type = ColumnType::InlineEnum(values),
            None => parsed.put(on_it(constraint::check(name, text)).but(cursor, true)),
        }
    } else if cursor.take(&["DEFAULT"]) {
        column.default = default(cursor)?;
    } else if cursor.take(&["COLLATE"]) {
        column.collation = Some(cursor.name()?);
    } else if cursor.take(&["REFERENCES"]) {
        let key = constraint::references(cursor, name, own())?;
        parsed.put(on_it(Constraint::ForeignKey(key)));
    } else if cursor.take(&["GENERATED", "ALWAYS", "AS"]) || cursor.take(&["AS"]) {
        let expression = Expression::new(cursor.group()?);
        column.generation = Some(if cursor.take(&["STORED"]) {
            Generation::Stored(expression)
        } else {
            cursor.take(&["VIRTUAL"]);
            Generation::Virtual(expression)
        });
    } else {
        return None;
    }
    Some(())
}

/// The values of an enum type, when the check is one that stands for it: see the dialect's `enum_type.rs`.
fn enum_values(column: &Column, name: &str, text: &str) -> Option<Vec<String>> {
    let is_text = matches!(&column.column_type, ColumnType::Custom(declared) if declared.eq_ignore_ascii_case("TEXT"));
    if !is_text || !name.ends_with("_enum") {
        return None;
    }
    let mut cursor = Cursor::new(text);
    let named = cursor.name()?;
    let list = (named.eq_ignore_ascii_case(&column.name) && cursor.take(&["IN"]))
        .then(|| cursor.group())
        .flatten()?;
    let value = |item: &str| {
        let mut cursor = Cursor::new(item);
        let value = cursor.next().filter(|token| token.kind == Kind::Text)?;
        cursor.is_at_end().then(|| value.unquoted()).flatten()
    };
    let values = super::tokens::items(list).into_iter().map(value);
    values.collect::<Option<_>>().filter(|_| cursor.is_at_end())
}

/// A default in parentheses is an expression, a bare one a constant; a bare word that is no keyword is a text
/// (<https://www.sqlite.org/lang_createtable.html#the_default_clause>).
fn default(cursor: &mut Cursor<'_>) -> Option<Option<DefaultValue>> {
    if let Some(text) = cursor.group() {
        return Some(Some(DefaultValue::from(Expression::new(text))));
    }
    let minus = cursor.take_sign("-");
    let _ = minus || cursor.take_sign("+");
    let token = cursor.next()?;
    let value = match token.kind {
        Kind::Number => number(token.text, minus),
        Kind::Text | Kind::Name => Value::Text(token.unquoted()?),
        Kind::Bytes => Value::Bytes(bytes(token.text)?),
        Kind::Sign => return None,
        Kind::Word => match token.text.to_ascii_uppercase().as_str() {
            "NULL" => return Some(None),
            "TRUE" => Value::Bool(true),
            "FALSE" => Value::Bool(false),
            "CURRENT_TIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME" => {
                return Some(Some(DefaultValue::from(Expression::new(token.text))));
            }
            _ => Value::Text(token.text.to_owned()),
        },
    };
    Some(Some(DefaultValue::Value(value)))
}

/// The digits as they are where they are plain; which number they are depends on the type of the column.
fn number(text: &str, minus: bool) -> Value {
    let sign = if minus { "-" } else { "" };
    let digits = text.replace('_', "");
    let hex = digits.strip_prefix("0x").or(digits.strip_prefix("0X"));
    if let Some(hex) = hex.and_then(|hex| i64::from_str_radix(hex, 16).ok()) {
        return Value::Int(if minus { -hex } else { hex });
    }
    let signed = format!("{sign}{digits}");
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match (digits.splitn(2, '.').all(is_plain), signed.parse()) {
        (false, Ok(float)) => Value::Float(float),
        (true, _) | (_, Err(_)) => Value::Decimal(signed),
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.get(2..text.len().saturating_sub(1))?;
    let pairs = (0..digits.len())
        .step_by(2)
        .map(|at| digits.get(at..at + 2));
    pairs
        .map(|pair| u8::from_str_radix(pair?, 16).ok())
        .collect()
}
