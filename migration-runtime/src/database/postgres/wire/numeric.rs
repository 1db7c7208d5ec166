//! Exact numbers in the binary format: `src/backend/utils/adt/numeric.c`.

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

/// `numeric_send`: digits of base 10000, the weight of the first, the sign, and how many decimals are shown.
pub(super) fn read(bytes: &[u8]) -> Option<String> {
    let word = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let (count, weight, sign, scale) = (word(0)?, word(2)? as i16, word(4)?, word(6)?);
    match sign {
        0 | NEGATIVE => {}
        NAN => return Some("NaN".to_owned()),
        INFINITY => return Some("Infinity".to_owned()),
        NEGATIVE_INFINITY => return Some("-Infinity".to_owned()),
        _ => return None,
    }
    let digit = |place: i32| -> Option<u16> {
        let at = i32::from(weight) - place;
        match usize::try_from(at) {
            Ok(at) if at < usize::from(count) => word(8 + 2 * at),
            _ => Some(0),
        }
    };
    let mut out = String::new();
    if sign == NEGATIVE {
        out.push('-');
    }
    let mut whole = String::new();
    for place in (0..=i32::from(weight).max(0)).rev() {
        whole.push_str(&format!("{:04}", digit(place)?));
    }
    let whole = whole.trim_start_matches('0');
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if scale > 0 {
        let mut decimals = String::new();
        for place in 1..=i32::from(scale).div_euclid(4) + 1 {
            decimals.push_str(&format!("{:04}", digit(-place)?));
        }
        decimals.truncate(usize::from(scale));
        out.push('.');
        out.push_str(&decimals);
    }
    Some(out)
}

/// `numeric_recv`.
pub(super) fn write(text: &str) -> Option<Vec<u8>> {
    let special = match text.to_ascii_lowercase().as_str() {
        "nan" => Some(NAN),
        "inf" | "infinity" => Some(INFINITY),
        "-inf" | "-infinity" => Some(NEGATIVE_INFINITY),
        _ => None,
    };
    if let Some(sign) = special {
        return Some(
            [0, 0, sign, 0]
                .into_iter()
                .flat_map(u16::to_be_bytes)
                .collect(),
        );
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (NEGATIVE, rest),
        None => (0, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + decimals.len() == 0 || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    let whole = format!("{}{whole}", "0".repeat((4 - whole.len() % 4) % 4));
    let padded = format!("{decimals}{}", "0".repeat((4 - decimals.len() % 4) % 4));
    let groups = |part: &str| -> Option<Vec<u16>> {
        (0..part.len())
            .step_by(4)
            .map(|at| part[at..at + 4].parse().ok())
            .collect()
    };
    let weight = i16::try_from(whole.len() / 4).ok()? - 1;
    let digits = [groups(&whole)?, groups(&padded)?].concat();
    let mut bytes = Vec::new();
    bytes.extend(u16::try_from(digits.len()).ok()?.to_be_bytes());
    bytes.extend(weight.to_be_bytes());
    bytes.extend(sign.to_be_bytes());
    bytes.extend(u16::try_from(decimals.len()).ok()?.to_be_bytes());
    for digit in digits {
        bytes.extend(digit.to_be_bytes());
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_the_wire_as_they_went() {
        for text in [
            "0",
            "1",
            "-1",
            "10000",
            "123456789.5",
            "0.00001",
            "-0.5",
            "99.90",
            "100000000.00000001",
            "1234567890123456789012345678.1234567890",
            "NaN",
            "Infinity",
            "-Infinity",
        ] {
            let bytes = write(text).unwrap();
            assert_eq!(read(&bytes).as_deref(), Some(text));
        }
        for text in ["", ".", "-", "1e5", "1.2.3", "é000"] {
            assert_eq!(write(text), None, "{text}");
        }
    }
}
