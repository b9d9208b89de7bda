/// How many bytes of ASCII a text begins with. It is read by the chunk, since most of a
/// reply is nothing else.
pub(crate) fn ascii_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(chunk) = bytes.get(length..length + 32)
        && chunk.is_ascii()
    {
        length += 32;
    }
    // The highest bit of each byte that is not.
    const BEYOND: u64 = 0x8080_8080_8080_8080;
    let (eights, few) = bytes.get(length..).unwrap_or(&[]).as_chunks::<8>();
    for eight in eights {
        let beyond = u64::from_le_bytes(*eight) & BEYOND;
        if beyond != 0 {
            return length + (beyond.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    length + few.iter().take_while(|b| b.is_ascii()).count()
}

/// Where the next character beyond ASCII begins, from `at` on.
pub(crate) fn next_beyond_ascii(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    let length = ascii_length(rest);
    (length < rest.len()).then_some(at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_beyond_ascii_is_found_wherever_it_stands() {
        for length in 0..100 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(ascii_length(&bytes), length);
            for at in (0..length).rev() {
                bytes[at] = 0xc3;
                assert_eq!(ascii_length(&bytes), at, "{length}");
            }
        }
    }
}
