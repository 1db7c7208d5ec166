//! Which parentheses say nothing: those around what binds tighter than what is beside them
//! (<https://dev.mysql.com/doc/refman/8.4/en/operator-precedence.html>).

use super::tokens::{Token, ends_no_operand};

/// How tight operators bind; an operand without one binds tightest.
const OR: u8 = 10;
const AND: u8 = 20;
const NOT: u8 = 30;
const COMPARISON: u8 = 40;
const UNARY: u8 = 90;
const OPERAND: u8 = 100;

/// The tokens without parentheses that are not needed. A group with `BETWEEN`, `CASE` or words that are not known here
/// beside it keeps its own.
pub(super) fn only_needed(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < tokens.len() {
        match closing(&tokens, at) {
            Some(end) if is_needless(&tokens, at, end) => {
                tokens.remove(end);
                tokens.remove(at);
                // What is before may be needless now.
                at = 0;
            }
            _ => at += 1,
        }
    }
    tokens
}

fn is_symbol(token: Option<&Token>, symbol: &str) -> bool {
    matches!(token, Some(Token::Symbol(found)) if found == symbol)
}

/// Where the parenthesis that opens here is closed.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    if !is_symbol(tokens.get(open), "(") {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if is_symbol(Some(token), "(") {
            depth += 1;
        } else if is_symbol(Some(token), ")") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

fn is_needless(tokens: &[Token], open: usize, close: usize) -> bool {
    let before = open.checked_sub(1).and_then(|at| tokens.get(at));
    let after = tokens.get(close + 1);
    let inner = &tokens[open + 1..close];
    let (Some(left), Some(right)) = (
        binding_on_the_left(tokens, open, before),
        binding_on_the_right(after),
    ) else {
        return false;
    };
    if left == 0 && right == 0 {
        return !inner.is_empty() && !is_list(inner);
    }
    let Some(inside) = loosest(inner) else {
        return false;
    };
    // An AND beside may be the one of a BETWEEN.
    let is_clear = inside == OPERAND || !tokens.iter().any(|token| is_word(token, "between"));
    // `a AND (b AND c)` is what it is without them; `a - (b - c)` is not.
    let fits = inside > left || (inside == left && [AND, OR].contains(&left));
    is_clear && fits && inside >= right
}

fn is_word(token: &Token, word: &str) -> bool {
    matches!(token, Token::Word(found) if found == word)
}

/// How tight an operator between two operands binds.
fn binding(token: &Token) -> Option<u8> {
    Some(match token {
        Token::Symbol(symbol) => match symbol.as_str() {
            "&&" => AND,
            "=" | "<=>" | ">=" | ">" | "<=" | "<" | "<>" => COMPARISON,
            "|" => 45,
            "&" => 50,
            "<<" | ">>" => 55,
            "-" | "+" => 60,
            "*" | "/" | "%" => 70,
            "^" => 80,
            _ => return None,
        },
        Token::Word(word) => match word.as_str() {
            "or" => OR,
            "xor" => 15,
            "and" => AND,
            "is" | "like" | "regexp" | "in" => COMPARISON,
            "div" => 70,
            _ => return None,
        },
        Token::Name(_) | Token::Text(_) | Token::Other(_) => return None,
    })
}

/// Whether there is a comma outside of further parentheses.
fn is_list(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().any(|token| {
        if is_symbol(Some(token), "(") {
            depth += 1;
        } else if is_symbol(Some(token), ")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && is_symbol(Some(token), ",")
    })
}

/// How tight the loosest operator binds that is not inside of further parentheses; none if there is one that is not
/// known, a list, or nothing at all.
fn loosest(tokens: &[Token]) -> Option<u8> {
    let mut loosest = OPERAND;
    let mut depth = 0_usize;
    let mut cases = 0_usize;
    let mut before: Option<&Token> = None;
    for token in tokens {
        if is_symbol(Some(token), ")") {
            depth = depth.checked_sub(1)?;
        }
        if is_word(token, "case") {
            cases += 1;
        }
        if depth == 0 && cases == 0 {
            loosest = loosest.min(level(token, before)?);
        }
        if is_word(token, "end") {
            cases = cases.checked_sub(1)?;
        }
        if is_symbol(Some(token), "(") {
            depth += 1;
        }
        before = Some(token);
    }
    (!tokens.is_empty()).then_some(loosest)
}

fn level(token: &Token, before: Option<&Token>) -> Option<u8> {
    let starts = before.is_none_or(ends_no_operand);
    match token {
        Token::Symbol(symbol) => match symbol.as_str() {
            "(" | ")" | "." | "->" | "->>" => Some(OPERAND),
            "-" | "+" | "~" | "!" if starts => Some(UNARY),
            "," => None,
            _ => binding(token),
        },
        Token::Word(word) => match word.as_str() {
            // `NOT` in front of a condition; `IS NOT`, `NOT IN` and `NOT LIKE` are the operator's.
            "not" if starts && before.is_none_or(|before| !is_word(before, "is")) => Some(NOT),
            "not" | "null" | "true" | "false" | "unknown" => Some(OPERAND),
            "between" | "binary" | "collate" | "interval" | "escape" | "as" | "from" | "using" => {
                None
            }
            _ => binding(token).or(Some(OPERAND)),
        },
        Token::Name(_) | Token::Text(_) | Token::Other(_) => Some(OPERAND),
    }
}

fn binding_on_the_left(tokens: &[Token], open: usize, before: Option<&Token>) -> Option<u8> {
    let Some(before) = before else {
        return Some(0);
    };
    if is_symbol(Some(before), "(") || is_symbol(Some(before), ",") {
        return Some(0);
    }
    match before {
        Token::Word(word) => match word.as_str() {
            "when" | "then" | "else" | "case" => Some(0),
            "not" => Some(NOT),
            // The parentheses of a list.
            "in" => None,
            _ => binding(before),
        },
        Token::Symbol(symbol) => {
            let further = open.checked_sub(2).and_then(|at| tokens.get(at));
            match symbol.as_str() {
                "-" | "+" | "~" | "!" if further.is_none_or(ends_no_operand) => Some(UNARY),
                _ => binding(before),
            }
        }
        Token::Name(_) | Token::Text(_) | Token::Other(_) => None,
    }
}

fn binding_on_the_right(after: Option<&Token>) -> Option<u8> {
    let Some(after) = after else {
        return Some(0);
    };
    if is_symbol(Some(after), ")") || is_symbol(Some(after), ",") {
        return Some(0);
    }
    match after {
        Token::Word(word) => match word.as_str() {
            "when" | "then" | "else" | "end" => Some(0),
            "not" => Some(COMPARISON),
            _ => binding(after),
        },
        _ => binding(after),
    }
}
