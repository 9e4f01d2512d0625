"""The tokenizer of multilingual-e5-small, put together from its vocabulary."""

from collections.abc import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_UNKNOWN_ID = 3

# SentencePiece normalizes by a table of its own, which is NFKC but for these characters.
_DROPPED = r"[\x{01}-\x{08}\x{0B}\x{0E}-\x{1F}\x{7F}\x{8F}\x{9F}]"
_BLANKS = r"[\t\n\x{0C}\r\x{1680}\x{200B}-\x{200F}\x{2028}\x{2029}\x{2581}\x{FEFF}\x{FFFD}]"
# It leaves these two alone; characters of the private use area carry them through NFKC.
_KEPT = {"～": "\uf8f0", "㋿": "\uf8f1"}


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """A tokenizer that gives the same ids as the model's official one."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=_UNKNOWN_ID, byte_fallback=False))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in (BEGIN, PAD, END, UNKNOWN, MASK)]
    )
    ids = [(token, tokenizer.token_to_id(token)) for token in (BEGIN, END)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}", pair=f"{BEGIN} $A {END} {END} $B {END}", special_tokens=ids
    )
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    shield = [normalizers.Replace(char, stand_in) for char, stand_in in _KEPT.items()]
    unshield = [normalizers.Replace(stand_in, char) for char, stand_in in _KEPT.items()]
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_BLANKS), " "),
            *shield,
            normalizers.NFKC(),
            *unshield,
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
