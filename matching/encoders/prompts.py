"""The words that models want before a query and before a document."""

from collections.abc import Mapping

from matching.encoders.base import EncoderSettings

_E5 = ("query: ", "passage: ")
_BGE_ZH = ("为这个句子生成表示以用于检索相关文章：", "")


def prompts_for(name: str, own: Mapping[str, str], settings: EncoderSettings) -> tuple[str, str]:
    """The prompts of queries and of documents: from the settings, else the model's own, else its family's."""
    query, document = _of_family(name.lower())
    query = own.get("query") or query
    document = own.get("document") or own.get("passage") or document
    return (
        query if settings.query_prompt is None else settings.query_prompt,
        document if settings.document_prompt is None else settings.document_prompt,
    )


def _of_family(name: str) -> tuple[str, str]:
    if "e5" in name and "instruct" not in name:
        return _E5
    if "bge" in name and "-zh" in name:
        return _BGE_ZH
    return ("", "")
