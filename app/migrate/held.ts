/** What has been opened, closed in reverse; all of it when something after it does not open. */
export async function holding<T>(
  open: (hold: <Held extends Disposable | AsyncDisposable>(held: Held) => Held) => Promise<T>,
): Promise<T & AsyncDisposable> {
  const held: (Disposable | AsyncDisposable)[] = []
  const dispose = async () => {
    for (const each of held.splice(0).reverse()) {
      if (Symbol.asyncDispose in each) await each[Symbol.asyncDispose]()
      else each[Symbol.dispose]()
    }
  }
  try {
    const opened = await open((each) => {
      held.push(each)
      return each
    })
    return { ...opened, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
