extension CSource {
  /// Appends the function that classifies an image.
  ///
  /// - Parameters:
  ///   - name: what every identifier starts with.
  ///   - widths: the widths of all layers from the input on.
  ///   - element: the C type of hidden layers' outputs.
  ///   - sum: the C declaration of `sum` for output `i` of a layer, from the layer's index and the
  ///     name of its input.
  ///   - value: the C expression of that output, from the layer's index.
  mutating func appendClassify(
    _ name: String, widths: [Int], element: String, sum: (Int, String) -> String,
    value: (Int) -> String
  ) {
    let last = widths.count - 2
    let buffers = HiddenBuffers(outputs: Array(widths[1...last + 1].dropLast()))
    append(
      """

      /* The class of an image of \(name)_PIXELS bytes, row by row, 0 background and 255 ink: the index
       * of the greatest logit, the lowest of equals. logits, which may be null, receives
       * \(name)_CLASSES numbers. */
      static inline int \(name)_classify(const uint8_t *pixels, float *logits)
      {
      \(buffers.declarations(of: element))  float best = 0.0f;
        int label = 0;
        int32_t i;
      """)
    for index in 0..<last {
      append(
        """
          for (i = 0; i < \(widths[index + 1]); i++) {
            \(sum(index, input(of: index)))
            \(HiddenBuffers.name(index))[i] = \(value(index));
          }
        """)
    }
    append(
      """
        for (i = 0; i < \(widths[last + 1]); i++) {
          \(sum(last, input(of: last)))
          const float logit = \(value(last));
          if (logits) logits[i] = logit;
          if (i == 0 || logit > best) {
            best = logit;
            label = (int)i;
          }
        }
        return label;
      }
      """)
  }

  private func input(of index: Int) -> String {
    index == 0 ? "pixels" : HiddenBuffers.name(index - 1)
  }
}
