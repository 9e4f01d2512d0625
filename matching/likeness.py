"""What the texts of two listings say alike: how near they are, which sentences show it, and how much rests on those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matching.bm25 import Floats
from matching.confidence import Readings
from matching.documents import Document
from matching.quotations import Quotation, Wording, telling_words, without
from matching.records import Listing, Span
from matching.retrieval import RetrievalSnapshot
from matching.sentences import Sentences, nearness, resting_on, written
from matching.tokens import is_han, tokenize, whole_words
from matching.weights import TextWeights


@dataclass(frozen=True, slots=True)
class Likeness:
    """The texts of an asker and of a candidate, stored or not; the sentences of both as far as they have vectors."""

    retrieval: RetrievalSnapshot
    weights: TextWeights
    ours: tuple[Listing, Document]
    theirs: tuple[Listing, Document]
    sentences: Mapping[str, Sentences]

    def readings(self) -> Readings:
        """How near the two are by meaning and by words."""
        known, one, other = self.retrieval.documents, self.ours[1], self.theirs[1]
        return Readings(known.nearness_of_two(one, other, self.weights), known.words_of_two(one, other, self.weights))

    @property
    def wording(self) -> Wording:
        """How words are counted in the asker's language."""
        document = self.ours[1]
        return Wording(self.retrieval.vocabulary, self.retrieval.documents.statistics[document.language])

    def quotation(self) -> Quotation:
        """The terms that both texts have, and the sentences that correspond."""
        (asker, one), (candidate, other) = self.ours, self.theirs
        texts = written(asker), written(candidate)
        same = one.language == other.language
        words = telling_words(texts[0]) & telling_words(texts[1]) if same else frozenset[str]()
        terms = self.wording.shared_terms(one.bag, other.bag, words)
        quotation = self.wording.quote(*texts, terms, self._meaning())
        return replace(quotation, terms=tuple(term if is_han(term) else whole_words(one.text)[term] for term in terms))

    def _meaning(self) -> Floats | None:
        """How near the first sentences of both are in meaning; None where some have no vectors."""
        ours, theirs = (self.sentences.get(listing.id) for listing, _ in (self.ours, self.theirs))
        if ours is None or theirs is None:
            return None
        return nearness(ours, theirs, self.retrieval.documents.background)

    def quoted(self, quotation: Quotation, words: float) -> float:
        """How much less the words in common would be worth, 0 to 1, without the sentences that are quoted for them.

        Where no words are in common, how much less near the texts would be in meaning without those quoted for it.

        Args:
            words: what they are worth.
        """
        pairs = quotation.quoted
        if not pairs:
            return 0.0
        ours, theirs = [pair.ours for pair in pairs], [pair.theirs for pair in pairs]
        if not quotation.terms:
            return resting_on(self.sentences[self.ours[0].id], self.sentences[self.theirs[0].id], ours, theirs)
        one, other = self._cut(*self.ours, ours), self._cut(*self.theirs, theirs)
        return words - (self.retrieval.documents.words_of_two(one, other, self.weights) or 0.0)

    def _cut(self, listing: Listing, document: Document, spans: Sequence[Span]) -> Document:
        """A listing's document without the sentences at these places, and without a vector."""
        text, vocabulary, left = written(listing), self.retrieval.vocabulary, document.bag
        for start, end in spans:
            cut = left.less(vocabulary.read_sentence(text[start:end]))
            if cut is None:  # it has words that no stored text has: what is left is read anew
                left = vocabulary.read(tokenize(without(text, spans)))
                break
            left = cut
        return replace(document, bag=left, vector=None)
